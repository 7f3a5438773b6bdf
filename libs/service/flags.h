// The flags of a service: each from the command line, else from the file given by --config (INI or TOML),
// else from the environment (YACHAY_ and the flag's name in capitals, dashes as underscores), else its
// default.
//
//   service::Flags flags("yachay-ingestion", "Takes what learners did and puts it on the log.");
//   flags.Add("brokers", &config.brokers, "Kafka brokers, host:port,…");
//   if (std::optional<int> code = flags.Parse(argc, argv)) return *code;   // --help, or a message on stderr
#ifndef SERVICE_FLAGS_H_
#define SERVICE_FLAGS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "service/process_options.h"

namespace CLI {
class App;
}

namespace yachay::service {

// For check() of a number: CLI::Range takes NaN, which is neither below nor above. What is wrong; "":
// nothing.
std::string RefuseNan(const std::string& text);

class Flags {
 public:
  Flags(const std::string& program, const std::string& description);
  ~Flags();

  // Values must outlive Parse; what they hold is the default. Durations are written as "500ms", "30s", "5m";
  // a truth as --name or --name=false.
  void Add(const std::string& name, std::string* value, const std::string& help);
  void Add(const std::string& name, bool* value, const std::string& help);
  void Add(const std::string& name, double* value, const std::string& help, double min, double max);
  void Add(const std::string& name, int* value, const std::string& help, int min, int max);
  void Add(const std::string& name, absl::Duration* value, const std::string& help);
  // Comma-separated.
  void Add(const std::string& name, std::vector<std::string>* value, const std::string& help);
  // The flags that every service has.
  void Add(ProcessOptions* options);

  // nullopt: go on. 0: help was printed. 2: misused, and stderr says how.
  std::optional<int> Parse(int argc, const char* const* argv);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace yachay::service

#endif  // SERVICE_FLAGS_H_
