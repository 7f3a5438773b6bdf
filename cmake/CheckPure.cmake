# Run by the build on a core's sources: fails on the first include of a transport or of generated protobuf code.
set(forbidden "#include[ \t]*[<\"](grpc|grpcpp|librdkafka|google/protobuf|kafka/|service/|adapters/|[^>\"]*\\.pb\\.h)")
foreach(source ${SOURCES})
  file(STRINGS ${source} lines REGEX "${forbidden}")
  if(lines)
    message(FATAL_ERROR "${source}: a core may not include a transport:\n  ${lines}\nMove this to adapters/.")
  endif()
endforeach()
file(TOUCH ${STAMP})
