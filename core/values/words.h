// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace sightglass
{

/// Sentences for people, of code that is no QObject's: Words::tr("..."). English as long as no translator is installed,
/// as in every run without a window: scripts read those. Never for what is compared, parsed or written to a file.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(sightglass)
};

} // namespace sightglass
