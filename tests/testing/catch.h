// Catch2 2 (Debian 12) or 3, whichever is installed. Every test includes this and nothing else of Catch2.
#ifndef TESTING_CATCH_H_
#define TESTING_CATCH_H_

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#endif  // TESTING_CATCH_H_
