// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reload.h"

#include "app/settings.h"

#include <cstdlib>

namespace gotoai::app {

Reload planReload(const Config& inForce, const Config& read)
{
    Reload reload{.config = inForce, .applied = {}, .needRestart = {}};
    for (const Setting& setting : settings()) {
        const std::string name(setting.name);
        const std::string text = setting.text(read);
        const bool isChanged = text != setting.text(inForce);
        if (isChanged && setting.effect == Effect::AtRestart) {
            reload.needRestart.push_back(name);
            continue;
        }
        if (isChanged && !setting.set(reload.config, text))
            std::abort(); // a valid configuration says of itself what cannot be read back
        if (isChanged)
            reload.applied.push_back(name);
        reload.config.origins.insert_or_assign(name, read.origins.find(setting.name)->second);
    }
    return reload;
}

} // namespace gotoai::app
