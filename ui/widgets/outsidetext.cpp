// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/outsidetext.h"

#include "core/values/visibletext.h"

#include <QTextDocument>

namespace sightglass
{

QString toolTipText(const QString &text)
{
    const QString shown = visibleLines(text);
    if (!Qt::mightBeRichText(shown))
        return shown;
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(shown.toHtmlEscaped());
}

QString menuText(const QString &text)
{
    return visibleText(text).replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString titleText(const QString &text)
{
    return visibleText(text).replace(QStringLiteral("[*]"), QStringLiteral("[*][*]"));
}

} // namespace sightglass
