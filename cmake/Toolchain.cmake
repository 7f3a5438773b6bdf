# How our code is compiled: the standard, warnings, sanitizers, and what makes builds fast.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(YACHAY_CCACHE ccache)
if(YACHAY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${YACHAY_CCACHE})
endif()

find_program(YACHAY_MOLD mold)
if(YACHAY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# The forest must score bit for bit as its trainer did: no fused multiply-add, no reordering.
add_compile_options(-ffp-contract=off)

set(YACHAY_SANITIZE "" CACHE STRING "Sanitizers for every target, as -fsanitize= takes them")
if(YACHAY_SANITIZE)
  # A report names functions and lines: -g1 has these, in half of the disk or less.
  add_compile_options(-fsanitize=${YACHAY_SANITIZE} -fno-omit-frame-pointer -O1 -g1)
  add_link_options(-fsanitize=${YACHAY_SANITIZE})
endif()
if("thread" IN_LIST YACHAY_SANITIZE)
  # Protobuf's headers give maps two members more under this macro; Debian's library was compiled without and reads past them.
  # GCC's own library learns of the sanitizer by the macro too, so it is told.
  add_compile_options(-U__SANITIZE_THREAD__ -D_GLIBCXX_TSAN=1)
endif()

# What an attacker who finds a bug meets; tests/integration/hardening_test.py reads it from the executables. CET's landing pads
# are in our code, but Debian 12's start files and libraries carry no CET note, so the linker gives our executables none and no
# loader switches it on: that waits for a distribution that is built with it.
add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed -Wl,--gc-sections)
if(NOT YACHAY_SANITIZE)
  add_compile_options(-fstack-protector-strong -fstack-clash-protection)
  add_compile_options($<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
endif()

# Our own targets link this; generated code does not. Members that a designated initialiser leaves out have their defaults.
add_library(yachay_warnings INTERFACE)
target_compile_options(yachay_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wconversion
  -Wno-sign-conversion -Wno-missing-field-initializers
  $<$<CXX_COMPILER_ID:Clang>:-Wno-unknown-warning-option>
  -Wno-restrict -Wno-maybe-uninitialized -Werror) # both are wrong about std::string and std::variant in GCC 12

# Every executable links this.
add_library(yachay_executable INTERFACE)
if("thread" IN_LIST YACHAY_SANITIZE)
  add_library(tsan_order OBJECT ${CMAKE_SOURCE_DIR}/tests/tsan/absl_mutex.cc ${CMAKE_SOURCE_DIR}/tests/tsan/grpc_order.cc)
  target_link_libraries(yachay_executable INTERFACE $<TARGET_OBJECTS:tsan_order> absl::synchronization absl::time)
endif()
