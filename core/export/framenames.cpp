// SPDX-License-Identifier: Apache-2.0
#include "core/export/framenames.h"

#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

namespace sightglass
{

QString fileNameFor(const QString &text, const QString &otherwise)
{
    static const QRegularExpression awkward(QStringLiteral("[^\\w.-]+"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    static const QRegularExpression hides(QStringLiteral("^[.-]+"));
    QString name = text;
    name.replace(awkward, QStringLiteral("-")).remove(hides);
    return name.isEmpty() ? otherwise : name;
}

QString fileStem(const QString &sourceName)
{
    return fileNameFor(QFileInfo(sourceName).completeBaseName(), QStringLiteral("sightglass"));
}

FrameNames::FrameNames(const SourceInfo &source)
    : m_stem(fileStem(source.name))
{
    const auto stemOf = [](const QString &file) { return QFileInfo(file).completeBaseName(); };
    QHash<QString, int> count;
    for (const QString &file : source.files)
        ++count[stemOf(file)];
    QSet<QString> taken;
    for (const QString &file : source.files) {
        const QString stem = stemOf(file);
        QString name = stem;
        if (stem.isEmpty() || count[stem] > 1)
            name = QString(file).replace(QLatin1Char('/'), QLatin1Char('_'));
        while (taken.contains(name))
            name += QStringLiteral("-%1").arg(m_names.size());
        taken.insert(name);
        m_names.append(name);
    }
}

QString FrameNames::of(const Frame &frame) const
{
    if (!m_names.isEmpty())
        return m_names.value(static_cast<qsizetype>(frame.id.index));
    return QStringLiteral("%1-%2").arg(m_stem, QString::number(frame.id.index).rightJustified(6, QLatin1Char('0')));
}

} // namespace sightglass
