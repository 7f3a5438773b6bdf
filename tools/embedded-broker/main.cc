// A Kafka broker in memory, as a process of its own: for the first run and for fast tests.
#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "kafka/embedded_broker.h"

namespace {

using yachay::kafka::EmbeddedBroker;

// "name:partitions" → the topic; a missing or odd number leaves 0 partitions, which the broker refuses.
EmbeddedBroker::Topic ParseTopic(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {text, 0};
  const std::string count = text.substr(colon + 1);
  const bool digits = !count.empty() && count.find_first_not_of("0123456789") == std::string::npos;
  return {text.substr(0, colon), digits && count.size() < 6 ? std::stoi(count) : 0};
}

// Whole or not at all: who waits for the file never reads half an address.
bool WriteAddress(const std::string& path, const std::string& address) {
  const std::string part = path + ".part";
  if (!(std::ofstream(part) << address << "\n").flush()) return false;
  std::error_code error;
  std::filesystem::rename(part, path, error);
  return !error;
}

int Fail(const std::string& message) {
  std::cerr << "yachay-embedded-broker: " << message << "\n";
  return 1;
}

// "trimmed 0 partitions", or which: what a demo looks at before it trusts the log.
void PrintTrimmed(const EmbeddedBroker& broker) {
  const auto trimmed = broker.Trimmed();
  if (!trimmed.ok()) {
    std::cout << "trimmed: not known: " << trimmed.status().message() << std::endl;
    return;
  }
  std::cout << "trimmed " << trimmed->size() << " partitions";
  for (const auto& at : *trimmed) std::cout << " " << at.topic << "/" << at.partition;
  std::cout << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "A Kafka broker in memory, on a free port of 127.0.0.1, until SIGTERM or SIGINT.\n"
      "SIGUSR1 prints which partitions lost records to the limits.\n"
      "For the first run and for fast tests: nothing is on disk, a partition keeps 5 MiB or 100,000 records, "
      "topics\n"
      "cannot be created later by admin calls. A real broker: tools/kafka start.");
  std::vector<std::string> topics;
  std::string port_file;
  app.add_option("--topic", topics, "NAME:PARTITIONS; repeat it")->required();
  app.add_option("--port-file", port_file, "write the bootstrap address here once it listens");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  sigset_t signals;  // blocked before the broker's threads start, so that only sigwait sees them
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  EmbeddedBroker::Options options;
  for (const std::string& topic : topics) options.topics.push_back(ParseTopic(topic));
  auto broker = EmbeddedBroker::Start(options);
  if (!broker.ok()) return Fail(std::string(broker.status().message()) + " (--topic NAME:PARTITIONS)");
  const std::string& address = (*broker)->brokers();
  if (!port_file.empty() && !WriteAddress(port_file, address)) return Fail("cannot write " + port_file);
  std::cout << "listening on " << address << " with " << topics.size() << " topics, in memory" << std::endl;

  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGUSR1) PrintTrimmed(**broker);
  return 0;
}
