// SPDX-License-Identifier: Apache-2.0
#include "core/export/xmltext.h"

#include "core/values/visibletext.h"

namespace sightglass
{

QByteArray xmlText(const QString &text)
{
    return visibleText(text).toHtmlEscaped().toUtf8();
}

} // namespace sightglass
