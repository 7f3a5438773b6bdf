// What `yachay drift` prints.
#ifndef TOOLS_CLI_DRIFT_TEXT_H_
#define TOOLS_CLI_DRIFT_TEXT_H_

#include <nlohmann/json.hpp>
#include <ostream>

#include "cli/drift_compare.h"
#include "drift/html_report.h"

namespace yachay::cli {

nlohmann::ordered_json DriftToJson(const DriftCompareOptions& options, const drift::ReportPage& page);
void PrintDrift(const drift::ReportPage& page, std::ostream& out);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_DRIFT_TEXT_H_
