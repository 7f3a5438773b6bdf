// yachay catalog: what teachers and creators do with content.
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/catalog_actions.h"
#include "cli/commands.h"

namespace yachay::cli {
namespace {

using Options = std::shared_ptr<CatalogOptions>;
using Action = absl::Status (*)(const CatalogOptions&, Cli&);

CLI::App* Add(CLI::App& catalog, const Options& options, Cli& cli, const char* verb, const char* what,
              Action action) {
  CLI::App* app = catalog.add_subcommand(verb, what);
  app->add_option("--address", options->address, "The recommendation service, host:port")
      ->capture_default_str();
  app->callback(
      [options, &cli, action] { cli.run = [options, &cli, action] { return action(*options, cli); }; });
  return app;
}

void AddFilters(CLI::App& app, CatalogOptions& options) {
  app.add_option("--skill", options.skill, "Only items with this skill");
  app.add_option("--language", options.language, "Only items in this language");
  app.add_option("--grade", options.grade, "Only items for this school grade")->check(CLI::Range(1, 13));
  app.add_option("--state", options.state, "Only items that stand here")
      ->check(CLI::IsMember({"draft", "in-review", "published", "archived"}));
  app.add_option("--owner", options.owner, "Only items of this owner");
  app.add_option("--search", options.query, "Beginnings of words of the title, the id or a skill");
  app.add_flag("--published", options.published, "Only items that may be recommended");
}

// One item, on the revision that was looked at.
CLI::App* AddOne(CLI::App& catalog, const Options& options, Cli& cli, const char* verb, const char* what,
                 Action action) {
  CLI::App* app = Add(catalog, options, cli, verb, what, action);
  app->add_option("content_id", options->content_id, "Its id")->required();
  app->add_option("--revision", options->revision, "The revision you looked at; default: the one of now");
  return app;
}

void AddFiles(CLI::App& catalog, const Options& options, Cli& cli) {
  CLI::App* import =
      Add(catalog, options, cli, "import",
          "Create and revise what a .csv or .json file says; errors line by line", &CatalogImport);
  import->add_option("file", options->file, "The file")->required();
  import->add_flag("--check", options->check, "Only tell what would be wrong");
  import->add_flag("--partial", options->partial, "Write what is right, beside errors");
  CLI::App* out =
      Add(catalog, options, cli, "export", "Write the catalogue to a .csv or .json file", &CatalogExport);
  out->add_option("file", options->file, "The file")->required();
  AddFilters(*out, *options);
}

void AddWriting(CLI::App& catalog, const Options& options, Cli& cli) {
  CLI::App* add = Add(catalog, options, cli, "add", "Add a draft", &CatalogAdd);
  add->add_option("content_id", options->content_id, "Its id")->required();
  CLI::App* revise = AddOne(catalog, options, cli, "revise", "Change an item", &CatalogRevise);
  for (CLI::App* app : {add, revise}) {
    options->item.AddTo(*app);
    app->add_flag("--check", options->check, "Only tell what would be wrong");
  }
  AddOne(catalog, options, cli, "submit", "Say that a draft is ready for review", &CatalogSubmit);
  AddOne(catalog, options, cli, "publish", "Make an item recommendable", &CatalogPublish);
  AddOne(catalog, options, cli, "archive", "Take an item out of recommendations", &CatalogArchive);
}

}  // namespace

void AddCatalogCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<CatalogOptions>();
  CLI::App* catalog = app.add_subcommand("catalog", "The content that may be recommended");
  catalog->require_subcommand(1);
  Add(*catalog, options, cli, "seed", "Fill in and publish the demo catalogue; what is there stays",
      &CatalogSeed);
  AddFilters(*Add(*catalog, options, cli, "list", "Items, by id", &CatalogList), *options);
  CLI::App* show = Add(*catalog, options, cli, "show", "One item", &CatalogShow);
  show->alias("get");
  show->add_option("content_id", options->content_id, "Its id")->required();
  AddWriting(*catalog, options, cli);
  AddFiles(*catalog, options, cli);
  CLI::App* gaps =
      Add(*catalog, options, cli, "gaps", "Where learners ask for more than is published", &CatalogGaps);
  gaps->add_option("--wanted", options->wanted, "Items that a learner should find for a skill")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  gaps->add_option("--count", options->count, "How many gaps")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  gaps->add_option("--language", options->language, "Only in this language");
}

}  // namespace yachay::cli
