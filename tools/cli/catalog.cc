// yachay catalog: fills, lists, shows and publishes content.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cli/catalog_fill.h"
#include "cli/catalog_seed.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "service/status.h"
#include "yachay/catalog/v1/catalog.grpc.pb.h"

namespace yachay::cli {
namespace {

using catalog::v1::CatalogEntry;
using nlohmann::ordered_json;
using Stub = catalog::v1::Catalog::Stub;

struct Options {
  std::string address = "127.0.0.1:7104";
  std::string content_id;
  std::uint64_t revision = 0;  // 0: as it is now
  std::string skill;
  bool published = false;
};

absl::StatusOr<std::unique_ptr<Stub>> Connect(const Options& options, const Cli& cli) {
  auto channel = Dial(options.address, cli.dial);
  if (!channel.ok()) return channel.status();
  return catalog::v1::Catalog::NewStub(*channel);
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
}

absl::Status Failed(const grpc::Status& status, const Options& options) {
  return service::FromGrpc(status, absl::StrCat("recommendation at ", options.address));
}

ordered_json ToJson(const CatalogEntry& entry) {
  const catalog::v1::ContentItem& item = entry.item();
  ordered_json variants = ordered_json::array();
  for (const auto& v : item.variants()) {
    variants.push_back(
        {{"variant_id", v.variant_id()}, {"bytes", v.bytes()}, {"min_ram_mib", v.min_ram_mib()}});
  }
  return {{"content_id", item.content_id()},
          {"title", item.title()},
          {"revision", entry.revision()},
          {"published", entry.published()},
          {"skills", std::vector<std::string>(item.skill_ids().begin(), item.skill_ids().end())},
          {"prerequisites", std::vector<std::string>(item.prerequisite_skill_ids().begin(),
                                                     item.prerequisite_skill_ids().end())},
          {"language", item.language()},
          {"grade_min", item.grade_min()},
          {"grade_max", item.grade_max()},
          {"difficulty", item.difficulty()},
          {"variants", variants}};
}

std::string ToLine(const CatalogEntry& entry) {
  const catalog::v1::ContentItem& item = entry.item();
  return absl::StrFormat(
      "%-24s %-28s %-2s  grade %2d-%-2d  difficulty %5.2f  %s, revision %d, forms: %s\n", item.content_id(),
      item.title(), item.language(), item.grade_min(), item.grade_max(), item.difficulty(),
      entry.published() ? "published" : "draft", entry.revision(),
      absl::StrJoin(item.variants(), " ", [](std::string* out, const catalog::v1::Variant& v) {
        absl::StrAppend(out, v.variant_id());
      }));
}

void Print(const CatalogEntry& entry, Cli& cli) {
  if (cli.json) {
    cli.out << ToJson(entry).dump(2) << "\n";
  } else {
    cli.out << ToLine(entry);
  }
}

absl::Status Seed(const Options& options, Cli& cli) {
  auto stub = Connect(options, cli);
  if (!stub.ok()) return stub.status();
  const absl::StatusOr<FillReport> report = FillCatalog(**stub, SeedCatalog());
  if (!report.ok())
    return absl::Status(report.status().code(),
                        absl::StrCat(options.address, ": ", report.status().message()));
  if (cli.json) {
    cli.out << ordered_json{{"items", report->items},
                            {"created", report->created},
                            {"published", report->published}}
                   .dump(2)
            << "\n";
  } else {
    cli.out << report->items << " items: " << report->created << " created, " << report->published
            << " published, the rest was there\n";
  }
  return absl::OkStatus();
}

absl::Status List(const Options& options, Cli& cli) {
  auto stub = Connect(options, cli);
  if (!stub.ok()) return stub.status();
  catalog::v1::ListContentRequest request;
  request.set_page_size(1000);
  request.set_skill_id(options.skill);
  request.set_published_only(options.published);
  ordered_json entries = ordered_json::array();
  do {
    grpc::ClientContext context;
    SetDeadline(context);
    catalog::v1::ListContentResponse page;
    const grpc::Status status = (*stub)->ListContent(&context, request, &page);
    if (!status.ok()) return Failed(status, options);
    for (const CatalogEntry& entry : page.entries()) {
      cli.json ? entries.push_back(ToJson(entry)) : void(cli.out << ToLine(entry));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (cli.json) cli.out << entries.dump(2) << "\n";
  return absl::OkStatus();
}

absl::StatusOr<CatalogEntry> Read(Stub& stub, const Options& options) {
  grpc::ClientContext context;
  SetDeadline(context);
  catalog::v1::GetContentRequest request;
  request.set_content_id(options.content_id);
  catalog::v1::GetContentResponse response;
  const grpc::Status status = stub.GetContent(&context, request, &response);
  if (!status.ok()) return Failed(status, options);
  return response.entry();
}

absl::Status Get(const Options& options, Cli& cli) {
  auto stub = Connect(options, cli);
  if (!stub.ok()) return stub.status();
  const absl::StatusOr<CatalogEntry> entry = Read(**stub, options);
  if (!entry.ok()) return entry.status();
  Print(*entry, cli);
  return absl::OkStatus();
}

absl::Status Publish(const Options& options, Cli& cli) {
  auto stub = Connect(options, cli);
  if (!stub.ok()) return stub.status();
  catalog::v1::PublishContentRequest request;
  request.set_content_id(options.content_id);
  request.set_base_revision(options.revision);
  if (options.revision == 0) {
    const absl::StatusOr<CatalogEntry> entry = Read(**stub, options);
    if (!entry.ok()) return entry.status();
    request.set_base_revision(entry->revision());
  }
  grpc::ClientContext context;
  SetDeadline(context);
  catalog::v1::PublishContentResponse response;
  const grpc::Status status = (*stub)->PublishContent(&context, request, &response);
  if (!status.ok()) return Failed(status, options);
  Print(response.entry(), cli);
  return absl::OkStatus();
}

using Action = absl::Status (*)(const Options&, Cli&);

CLI::App* Add(CLI::App& catalog, const std::shared_ptr<Options>& options, Cli& cli, const char* verb,
              const char* what, Action action) {
  CLI::App* app = catalog.add_subcommand(verb, what);
  app->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  app->callback(
      [options, &cli, action] { cli.run = [options, &cli, action] { return action(*options, cli); }; });
  return app;
}

}  // namespace

void AddCatalogCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* catalog = app.add_subcommand("catalog", "The content that may be recommended");
  catalog->require_subcommand(1);
  Add(*catalog, options, cli, "seed", "Fill in and publish the demo catalogue; what is there stays", &Seed);
  CLI::App* list = Add(*catalog, options, cli, "list", "All items, by id", &List);
  list->add_option("--skill", options->skill, "Only items with this skill");
  list->add_flag("--published", options->published, "Only items that may be recommended");
  CLI::App* get = Add(*catalog, options, cli, "get", "One item", &Get);
  get->add_option("content_id", options->content_id, "Its id")->required();
  CLI::App* publish = Add(*catalog, options, cli, "publish", "Make an item recommendable", &Publish);
  publish->add_option("content_id", options->content_id, "Its id")->required();
  publish->add_option("--revision", options->revision, "The revision you looked at; default: the one of now");
}

}  // namespace yachay::cli
