// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/trust.h"

namespace sightglass
{

/// What a person has said of programs of others, for one load.
struct Consent
{
    enum class Answer
    {
        NotNeeded, ///< Whatever the file is, it is loaded.
        Given,     ///< The person named this very file.
        AsBefore   ///< Only programs that the person agreed to before are loaded.
    };

    Answer answer = Answer::NotNeeded;
    TrustedPrograms before;
};

} // namespace sightglass
