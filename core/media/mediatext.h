// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>

namespace sightglass
{

/// Translation context of the folder's sentences for people: Media::tr("...").
class Media
{
    Q_DECLARE_TR_FUNCTIONS(sightglass::Media)
};

} // namespace sightglass
