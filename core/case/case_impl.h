// What a Case holds. For the files of this room only.
#pragma once

#include "case/case.h"
#include "case/packs.h"
#include "ingest/ingest.h"

namespace crumb {

struct Case::Impl {
  ingest::Ingest ingest;
  Packs packs{ingest};
  Catalog catalog;
  bool published = false;
  ReadBytes reader;
  grade::Decisions decisions;
  std::vector<grade::CheckText> checks;
  grade::Graded graded;

  void changed() { published = false; }
  [[nodiscard]] kql::Environment* environment(std::optional<std::uint32_t> verdict) const {
    const bool known = verdict && *verdict < graded.environments.size();
    return known ? graded.environments[*verdict].get() : nullptr;
  }
};

}  // namespace crumb
