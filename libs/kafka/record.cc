#include "kafka/record.h"

namespace yachay::kafka {

const std::string* FindHeader(const Record& record, std::string_view name) {
  for (const Header& header : record.headers) {
    if (header.name == name) return &header.value;
  }
  return nullptr;
}

}  // namespace yachay::kafka
