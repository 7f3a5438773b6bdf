#include "config.h"

#include <iostream>

#include "service/flags.h"

namespace yachay::drift_monitor {
namespace {

std::optional<int> Misused(const char* what) {
  std::cerr << "yachay-drift-monitor: " << what << " (see --help)\n";
  return 2;
}

}  // namespace

std::optional<int> ParseConfig(int argc, const char* const* argv, Config* config) {
  config->process.listen = "127.0.0.1:7105";
  config->process.admin = "127.0.0.1:9105";
  drift::RetrainRule& rule = config->monitor.rule;
  int window_rows = static_cast<int>(config->monitor.windows.rows);
  int cooldown = static_cast<int>(config->monitor.cooldown_windows);
  int kept = static_cast<int>(config->monitor.kept_reports);
  double false_alarm_days = 0;
  std::string profile = "evidently";
  std::string rule_name = "sensitive";
  service::Flags flags("yachay-drift-monitor",
                       "Compares what models are served with what they were trained on.");
  flags.Add(&config->process);
  flags.Add("brokers", &config->brokers, "Kafka brokers, host:port,…");
  flags.Add("topic-prefix", &config->topic_prefix, "What the names of topics begin with");
  flags.Add("group", &config->group, "Consumer group; one process a group, unless --shared");
  flags.Add("shared", &config->shared,
            "Several processes share the group: state is on the topic of panes; needs --window-span");
  flags.Add(
      "keep-every", &config->keep_every,
      "--shared: records of the topic of panes after which the state is kept there, for the next to start",
      10, 1'000'000);
  flags.Add("state-dir", &config->state_dir, "Folder of the windows and of how far the log was followed");
  flags.Add("registry", &config->registry, "Model registry: a folder, or http(s)://… of an MLflow server");
  WindowTimes& windows = config->monitor.windows;
  flags.Add("window-rows", &window_rows, "Rows at which a window closes, unless --window-span is given", 10,
            100'000);
  flags.Add("window-span", &windows.span,
            "Length of a window in served time; 0s: windows close at --window-rows");
  flags.Add("window-slide", &windows.slide,
            "From one window's end to the next one's; 0s: as --window-span, so that no row is in two");
  flags.Add("lateness", &windows.lateness, "How long a window of served time waits for rows that come late");
  flags.Add("kept-windows", &kept, "Closed windows of a model that are kept; labels find no others", 1, 1000);
  flags.Add("profile", &profile,
            "Which tests decide: evidently, or yachay (one alarm rate over all columns)");
  flags.Add("alarm-rate", &config->monitor.compare.alarm_rate,
            "yachay: chance that a window without drift has a drifted column", 1e-9, 0.5);
  flags.Add(
      "false-alarm-days", &false_alarm_days,
      "yachay, in place of --alarm-rate: one false alarm of a model in so many days; needs --window-span",
      0.0, 1e6);
  flags.Add("rule", &rule_name,
            "When to retrain: sensitive (columns that move predictions), weighted (by how much) or published "
            "(all)");
  flags.Add("cooldown-windows", &cooldown,
            "While drift goes on, retraining is asked for once in so many windows", 1, 1'000'000);
  flags.Add("retrain-share", &rule.share_above, "Retrain when more than this share of the columns drifted",
            0.0, 1.0);
  flags.Add("group-columns", &config->monitor.group_columns,
            "Columns of categories whose groups' error rates are compared");
  flags.Add("retrain-columns", &rule.key_columns, "Columns whose drift alone asks for retraining");
  if (const std::optional<int> code = flags.Parse(argc, argv)) return code;

  windows.rows = window_rows;
  if (windows.slide == absl::ZeroDuration()) windows.slide = windows.span;
  if (const absl::Status wrong = windows.Check(); !wrong.ok())
    return Misused(std::string(wrong.message()).c_str());
  config->monitor.kept_reports = static_cast<size_t>(kept);
  config->monitor.cooldown_windows = static_cast<uint64_t>(cooldown);
  if (profile != "evidently" && profile != "yachay")
    return Misused("--profile: expected evidently or yachay");
  if (profile == "yachay") config->monitor.compare.profile = drift::Profile::kYachay;
  if (false_alarm_days > 0) {
    if (!windows.by_time() || profile != "yachay")
      return Misused("--false-alarm-days: give --window-span, and --profile yachay");
    config->monitor.compare.alarm_rate =
        drift::AlarmRate(false_alarm_days, absl::FDivDuration(absl::Hours(24), windows.slide));
  }
  const auto named = drift::RetrainRuleNamed(rule_name);
  if (!named.ok()) return Misused("--rule: expected sensitive, weighted or published");
  rule.deaf_below = named->deaf_below;
  rule.weighted = named->weighted;
  if (config->brokers.empty()) return Misused("--brokers: expected host:port");
  if (config->shared && !windows.by_time())
    return Misused("--shared: windows of rows are counted in one process; give --window-span");
  if (config->shared && !config->state_dir.empty())
    return Misused("--shared: state is on the topic of panes; leave out --state-dir");
  if (!config->shared && config->state_dir.empty()) return Misused("--state-dir: expected a folder");
  if (config->registry.empty()) return Misused("--registry: expected a folder or http(s)://…");
  return std::nullopt;
}

}  // namespace yachay::drift_monitor
