#include "service/flags.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace yachay::service {
namespace {

std::string EnvironmentName(const std::string& flag) {
  return absl::StrCat("YACHAY_", absl::AsciiStrToUpper(absl::StrReplaceAll(flag, {{"-", "_"}})));
}

template <typename T>
CLI::Option* AddOption(CLI::App& app, const std::string& name, T* value, const std::string& help) {
  return app.add_option("--" + name, *value, help)->capture_default_str()->envname(EnvironmentName(name));
}

}  // namespace

std::string RefuseNan(const std::string& text) {
  double value = 0;
  return absl::SimpleAtod(text, &value) && std::isnan(value) ? "Value " + text + " is no number" : "";
}

Flags::Flags(const std::string& program, const std::string& description)
    : app_(std::make_unique<CLI::App>(description, program)) {
  app_->set_config("--config", "", "Read flags from this INI or TOML file")->envname("YACHAY_CONFIG");
  app_->allow_config_extras(CLI::config_extras_mode::error);
  app_->footer(
      "A flag is taken from the command line, else from --config, else from its environment variable.");
}

Flags::~Flags() = default;

void Flags::Add(const std::string& name, std::string* value, const std::string& help) {
  AddOption(*app_, name, value, help);
}

void Flags::Add(const std::string& name, bool* value, const std::string& help) {
  app_->add_flag("--" + name, *value, help)->envname(EnvironmentName(name));
}

void Flags::Add(const std::string& name, double* value, const std::string& help, double min, double max) {
  AddOption(*app_, name, value, help)->check(CLI::Range(min, max))->check(RefuseNan);
}

void Flags::Add(const std::string& name, int* value, const std::string& help, int min, int max) {
  AddOption(*app_, name, value, help)->check(CLI::Range(min, max));
}

void Flags::Add(const std::string& name, std::vector<std::string>* value, const std::string& help) {
  AddOption(*app_, name, value, help)->delimiter(',');
}

void Flags::Add(const std::string& name, absl::Duration* value, const std::string& help) {
  auto parse = [value, name](const std::string& text) {
    if (!absl::ParseDuration(text, value) || *value < absl::ZeroDuration()) {
      throw CLI::ValidationError("--" + name,
                                 "'" + text + "' is no duration; write for example 500ms, 30s or 5m");
    }
  };
  app_->add_option_function<std::string>("--" + name, parse, help)
      ->default_str(absl::FormatDuration(*value))
      ->envname(EnvironmentName(name));
}

void Flags::Add(ProcessOptions* options) {
  Add("listen", &options->listen, "gRPC address, host:port; port 0 takes a free one");
  Add("admin", &options->admin, "Plain HTTP address of /metrics, /livez and /readyz");
  Add("ports-file", &options->ports_file, "Write the ports taken to this file, as JSON");
  AddOption(*app_, "log-level", &options->log_level, "Least level that is logged")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  Add("threads", &options->threads, "Threads of the executor; 0: one per core, at least 2", 0, 256);
  Add("queue", &options->queue, "Calls that may wait before RESOURCE_EXHAUSTED", 1, 1'000'000);
  Add("drain-wait", &options->drain_wait, "From not ready to refusing calls when stopped");
  Add("drain-deadline", &options->drain_deadline, "Time that calls in flight get when stopped");
  Add("tls-cert", &options->tls.cert_file, "PEM certificate chain of this process");
  Add("tls-key", &options->tls.key_file, "PEM key of --tls-cert");
  Add("tls-ca", &options->tls.ca_file,
      "PEM roots that peers are checked against; callers must show a certificate");
  Add("auth-keys", &options->auth.keys_file,
      "JWK set: callers must show a token signed by one of its keys; needs TLS");
  Add("auth-issuer", &options->auth.issuer, "Who must have issued callers' tokens (iss)");
  Add("auth-audience", &options->auth.audience, "For whom callers' tokens must be (aud)");
  Add("kafka-config", &options->kafka_config,
      "File of librdkafka properties for TLS and SASL, NAME=VALUE a line");
  Add("token-file", &options->token_file, "Token that is shown to the services called; needs TLS");
  // Every Kafka client of the process reads it there (kafka/shared_properties.h).
  app_->callback([options] {
    if (!options->kafka_config.empty()) setenv("YACHAY_KAFKA_CONFIG", options->kafka_config.c_str(), 1);
  });
}

std::optional<int> Flags::Parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? 0 : 2;
  }
}

}  // namespace yachay::service
