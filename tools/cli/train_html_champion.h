// The report's section on the candidate beside the champion.
#ifndef CLI_TRAIN_HTML_CHAMPION_H_
#define CLI_TRAIN_HTML_CHAMPION_H_

#include <string>

#include "cli/train_pipeline.h"

namespace yachay::cli {

// Who is right how often, whether that is chance, and the curves of both over all classes.
std::string ChampionSection(const TrainingOutcome& outcome);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_HTML_CHAMPION_H_
