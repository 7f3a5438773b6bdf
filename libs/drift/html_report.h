// A verdict as one HTML page that needs nothing else: a table, and a histogram per column.
#ifndef DRIFT_HTML_REPORT_H_
#define DRIFT_HTML_REPORT_H_

#include <string>

#include "drift/reference.h"
#include "drift/verdict.h"
#include "drift/window.h"

namespace yachay::drift {

struct HtmlReportOptions {
  std::string title = "Drift";
  std::string reference_name = "reference";
  std::string current_name = "current";
  size_t max_bars = 24;  // of one histogram; categories beyond it are counted together
};

// REQUIRES: the verdict is that of the two. All text is escaped.
std::string HtmlReport(const Reference& reference, const Window& window, const Verdict& verdict,
                       const HtmlReportOptions& options = {});

}  // namespace yachay::drift

#endif  // DRIFT_HTML_REPORT_H_
