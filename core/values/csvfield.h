// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/visibletext.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace sightglass
{

/// One field of CSV: controls written out, told to be text where a spreadsheet would take it for a formula, and quoted
/// where RFC 4180 asks for it.
inline QByteArray csvField(const QString &text)
{
    QByteArray bytes = visibleText(text).toUtf8();
    // Spreadsheets take a cell that begins so for a formula, in quotes too, and run it; names of classes come with
    // models.
    const bool formula = !bytes.isEmpty() && QByteArrayView("=+-@").contains(bytes.front());
    if (formula)
        bytes.prepend('\'');
    if (!formula && !bytes.contains(',') && !bytes.contains('"'))
        return bytes;
    return '"' + bytes.replace('"', "\"\"") + '"';
}

} // namespace sightglass
