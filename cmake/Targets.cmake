# The kinds of target that the tree is made of.

# yachay_library(NAME SOURCES … DEPS … [PRIVATE_DEPS …]): a static library, included from its parent folder.
function(yachay_library NAME)
  cmake_parse_arguments(A "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  add_library(${NAME} STATIC ${A_SOURCES})
  target_include_directories(${NAME} PUBLIC ${CMAKE_SOURCE_DIR}/libs)
  target_link_libraries(${NAME} PUBLIC ${A_DEPS} PRIVATE ${A_PRIVATE_DEPS} yachay_warnings)
  set_property(GLOBAL APPEND PROPERTY YACHAY_LIBRARIES ${NAME})
endfunction()

# yachay_small(SOURCE…): sources of this folder that no hot path runs, such as the JSON of reports: for size, which images count.
function(yachay_small)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-Os>)
endfunction()

# yachay_test(NAME SOURCES … DEPS … [LABEL unit|integration]): a Catch2 executable, run by ctest.
# It runs in its own folder build/<preset>/test-data/NAME.
function(yachay_test NAME)
  cmake_parse_arguments(A "" "LABEL" "SOURCES;DEPS" ${ARGN})
  if(NOT A_LABEL)
    set(A_LABEL unit)
  endif()
  add_executable(${NAME} ${A_SOURCES})
  target_include_directories(${NAME} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${NAME} PRIVATE ${A_DEPS} catch_main yachay_executable yachay_warnings)
  set(dir ${CMAKE_BINARY_DIR}/test-data/${NAME})
  file(MAKE_DIRECTORY ${dir})
  add_test(NAME ${NAME} COMMAND ${NAME} WORKING_DIRECTORY ${dir})
  set_tests_properties(${NAME} PROPERTIES LABELS ${A_LABEL} TIMEOUT 600
    ENVIRONMENT "YACHAY_SHARED_DATA=${CMAKE_SOURCE_DIR}/../shared/data;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/asan/suppressions:print_suppressions=0;TSAN_OPTIONS=ignore_noninstrumented_modules=1:die_after_fork=0:suppressions=${CMAKE_SOURCE_DIR}/tests/tsan/suppressions")
endfunction()

# yachay_service(NAME CORE … ADAPTERS … CORE_DEPS … ADAPTER_DEPS …): three targets, and the link graph keeps the core
# free of transport: <name>_core ← <name>_adapters ← yachay-<name> (config.cc and main.cc).
function(yachay_service NAME)
  cmake_parse_arguments(A "" "" "CORE;ADAPTERS;CORE_DEPS;ADAPTER_DEPS" ${ARGN})
  string(REPLACE "-" "_" id ${NAME})
  add_library(${id}_core STATIC ${A_CORE})
  target_include_directories(${id}_core PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${id}_core PUBLIC ${A_CORE_DEPS} PRIVATE yachay_warnings)
  yachay_check_core_includes(${id}_core ${A_CORE})

  add_library(${id}_adapters STATIC ${A_ADAPTERS})
  target_include_directories(${id}_adapters PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${id}_adapters PUBLIC ${id}_core ${A_ADAPTER_DEPS} PRIVATE yachay_warnings)

  add_executable(yachay-${NAME} main.cc config.cc)
  target_link_libraries(yachay-${NAME} PRIVATE ${id}_adapters service yachay_executable yachay_warnings)
  set_property(GLOBAL APPEND PROPERTY YACHAY_CORES ${id}_core)
endfunction()

# Every source of a core, and every header beside it, is scanned when it changes: an include of a transport fails the build.
function(yachay_check_core_includes TARGET)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/core/*.h)
  set(sources ${headers})
  foreach(source ${ARGN})
    list(APPEND sources ${CMAKE_CURRENT_SOURCE_DIR}/${source})
  endforeach()
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/${TARGET}.pure)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} "-DSOURCES=${sources}" -DSTAMP=${stamp} -P ${CMAKE_SOURCE_DIR}/cmake/CheckPure.cmake
    DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/CheckPure.cmake VERBATIM)
  add_custom_target(${TARGET}_pure DEPENDS ${stamp})
  add_dependencies(${TARGET} ${TARGET}_pure)
endfunction()

# yachay_proto(NAME PROTOS … [DEPS …] [GRPC]): one library per package, compiled once, without our warnings.
function(yachay_proto NAME)
  cmake_parse_arguments(A "GRPC" "" "PROTOS;DEPS" ${ARGN})
  set(out ${CMAKE_BINARY_DIR}/proto)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  foreach(proto ${A_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(files ${out}/${stem}.pb.cc ${out}/${stem}.pb.h)
    set(flags --cpp_out=${out})
    if(A_GRPC)
      list(APPEND files ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=${out} --plugin=protoc-gen-grpc=${YACHAY_GRPC_PLUGIN})
    endif()
    add_custom_command(OUTPUT ${files}
      COMMAND protobuf::protoc -I${CMAKE_SOURCE_DIR}/proto ${flags} ${proto}
      DEPENDS ${CMAKE_SOURCE_DIR}/proto/${proto} VERBATIM)
    list(APPEND generated ${files})
  endforeach()
  add_library(${NAME} STATIC ${generated})
  target_include_directories(${NAME} SYSTEM PUBLIC ${out})
  target_link_libraries(${NAME} PUBLIC protobuf::libprotobuf ${A_DEPS})
  if(A_GRPC)
    target_link_libraries(${NAME} PUBLIC gRPC::grpc++)
  endif()
endfunction()
