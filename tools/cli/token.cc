#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "service/caller.h"
#include "service/tls.h"
#include "service/token_signer.h"

namespace yachay::cli {
namespace {

struct KeyOptions {
  std::string kid = "key-1";
  std::string private_file;
  std::string public_file;
};

struct SignOptions {
  std::string key_file;
  std::string issuer, subject, game;
  std::string audience = "yachay";
  std::vector<std::string> roles, learners, classrooms;
  double hours = 1;
};

absl::Status WriteNew(const std::string& path, const std::string& text) {
  if (std::ifstream(path).good()) {
    return absl::AlreadyExistsError(
        absl::StrCat(path, ": is there already; choose another name or remove it"));
  }
  std::ofstream file(path, std::ios::binary);
  file << text << "\n";
  file.flush();
  return file ? absl::OkStatus() : absl::UnavailableError(absl::StrCat(path, ": cannot be written"));
}

absl::Status MakeKey(const KeyOptions& options, const Cli& cli) {
  const auto key = service::MakeSigningKey(options.kid);
  if (!key.ok()) return key.status();
  absl::Status status = WriteNew(options.private_file, key->private_jwk);
  if (!status.ok()) return status;
  std::filesystem::permissions(options.private_file, std::filesystem::perms::owner_read);
  status = WriteNew(options.public_file, key->public_jwks);
  if (!status.ok()) return status;
  if (cli.json) {
    cli.out << nlohmann::json{{"private", options.private_file}, {"public", options.public_file}}.dump()
            << "\n";
  } else {
    cli.out << options.private_file << ": keep it secret\n"
            << options.public_file << ": give it to the services as --auth-keys\n";
  }
  return absl::OkStatus();
}

absl::Status Sign(const SignOptions& options, const Cli& cli) {
  const auto key = service::ReadSecretFile(options.key_file);
  if (!key.ok()) return key.status();
  nlohmann::json claims = {{"iss", options.issuer},
                           {"aud", options.audience},
                           {"sub", options.subject},
                           {"roles", options.roles},
                           {"exp", absl::ToUnixSeconds(absl::Now() + absl::Hours(options.hours))}};
  if (!options.game.empty()) claims["game"] = options.game;
  if (!options.learners.empty()) claims["learners"] = options.learners;
  if (!options.classrooms.empty()) claims["classrooms"] = options.classrooms;
  const auto token = service::SignToken(*key, claims.dump());
  if (!token.ok()) return token.status();
  cli.out << (cli.json ? nlohmann::json{{"token", *token}}.dump() : *token) << "\n";
  return absl::OkStatus();
}

void AddKey(CLI::App& parent, Cli& cli) {
  auto options = std::make_shared<KeyOptions>();
  CLI::App* command =
      parent.add_subcommand("key", "Make a key to sign with, and the key set that services are given");
  command->add_option("--kid", options->kid, "Name of the key in tokens")->capture_default_str();
  command->add_option("--private", options->private_file, "File for the private key (JWK)")->required();
  command->add_option("--public", options->public_file, "File for the public key set (JWKS)")->required();
  command->callback([options, &cli] { cli.run = [options, &cli] { return MakeKey(*options, cli); }; });
}

std::string IsRole(const std::string& name) { return service::RoleOf(name) ? "" : "no role '" + name + "'"; }

void AddSign(CLI::App& parent, Cli& cli) {
  auto options = std::make_shared<SignOptions>();
  CLI::App* command = parent.add_subcommand("sign", "Print a token");
  command->add_option("--key", options->key_file, "Private key, of `yachay token key`")->required();
  command->add_option("--issuer", options->issuer, "What services have as --auth-issuer")->required();
  command->add_option("--audience", options->audience)->capture_default_str();
  command->add_option("--subject", options->subject, "Pseudonym of the holder")->required();
  command
      ->add_option("--role", options->roles,
                   "game-server, service, teacher, guardian, creator, data or operator; repeat it")
      ->required()
      ->check(IsRole);
  command->add_option("--game", options->game, "Of a game-server: the game it reports for");
  command->add_option("--learner", options->learners,
                      "Of a guardian: a child; of a game-server: whom it serves, anybody without; repeat it");
  command->add_option("--classroom", options->classrooms, "Of a teacher; repeat it");
  command->add_option("--hours", options->hours, "Until it expires")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 8760.0));
  command->callback([options, &cli] { cli.run = [options, &cli] { return Sign(*options, cli); }; });
}

}  // namespace

void AddTokenCommand(CLI::App& app, Cli& cli) {
  CLI::App* token = app.add_subcommand("token", "Keys and tokens, where no identity provider is");
  token->require_subcommand(1);
  AddKey(*token, cli);
  AddSign(*token, cli);
}

}  // namespace yachay::cli
