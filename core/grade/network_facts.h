// Who announces the subject's addresses, from a network pack, as the value that the prelude's
// NetworkFacts is bound to. Not what a provider's name means: the prelude judges that.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "grade/ask.h"
#include "grade/subject.h"

namespace crumb::grade {

// "address|number|name", sorted by address; the address as the prelude's IpNorm writes it. Empty
// when the catalog has no pack. An address that the pack does not know has no entry, so that it is
// judged as it is without a pack.
[[nodiscard]] Result<std::vector<std::string>> network_facts(const Asker& asker,
                                                             const Subject& subject);

}  // namespace crumb::grade
