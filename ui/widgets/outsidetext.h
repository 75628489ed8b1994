// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sightglass
{

// Text from outside (names of files, models and classes, messages of libraries) as widgets may show it: to the letter,
// its controls written out (see core/values/visibletext.h).

/// For a tooltip, which would take text with tags for rich text.
QString toolTipText(const QString &text);
/// For an action or a button, in which "&" would underline the next letter.
QString menuText(const QString &text);
/// For a window's title, in which Qt replaces "[*]".
QString titleText(const QString &text);

} // namespace sightglass
