// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <string>
#include <vector>

namespace gotoai::protocol {

// Names a key and says nothing about it.
struct MasterKey
{
    std::string id; // 16 hex digits
    bool isActive = false;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("active", self.isActive);
    }
};

struct MasterKeys
{
    std::string source; // "data_directory", "credential"
    bool isRotating = false;
    std::vector<MasterKey> keys; // the active one first

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("source", self.source);
        codec.required("rotating", self.isRotating);
        codec.required("keys", self.keys);
    }
};

// A new master key needs nothing from outside.
struct MasterKeyDraft
{
    template<class Self, class Codec>
    static void describe(Self&, Codec&)
    {}
};

} // namespace gotoai::protocol
