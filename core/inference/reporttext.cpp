// SPDX-License-Identifier: Apache-2.0
#include "core/inference/inspect.h"

#include "core/inference/modelids.h"
#include "core/inference/tensor.h"
#include "core/values/visibletext.h"

#include <QLocale>

namespace sightglass
{

namespace
{

/// Two columns: what it is, and what is known of it; nothing for what is not known.
class Lines
{
public:
    void add(const QString &label, const QString &text)
    {
        constexpr int width = 12;
        const QStringList lines = text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        for (qsizetype i = 0; i < lines.size(); ++i)
            m_text += QLatin1String("  ") + (i == 0 ? label : QString()).leftJustified(width) + QLatin1Char(' ') +
                      visibleText(lines[i]) + QLatin1Char('\n');
    }

    QString text() const { return m_text; }

private:
    QString m_text;
};

QString portText(const ModelPort &port)
{
    QStringList parts{port.name, port.shape.empty() ? QString() : shapeText(port.shape), port.type};
    parts.removeAll(QString());
    return visibleText(parts.join(QLatin1Char(' ')));
}

QString channelsText(const std::array<float, 3> &channels)
{
    return QStringLiteral("[%1, %2, %3]")
        .arg(QString::number(channels[0]), QString::number(channels[1]), QString::number(channels[2]));
}

QString pictureText(const ModelDescriptor &descriptor)
{
    const InputValues &input = descriptor.input;
    QStringList parts;
    if (!descriptor.inputSize.isEmpty())
        parts << QStringLiteral("%1 x %2").arg(QString::number(descriptor.inputSize.width()),
                                               QString::number(descriptor.inputSize.height()));
    parts << inputFitName(descriptor.fit) << channelOrderName(input.order);
    if (input.divisor != 1.f)
        parts << QStringLiteral("divided by %1").arg(input.divisor);
    if (input.mean != InputValues().mean)
        parts << QStringLiteral("less %1").arg(channelsText(input.mean));
    if (input.deviation != InputValues().deviation)
        parts << QStringLiteral("divided by %1").arg(channelsText(input.deviation));
    return parts.join(QLatin1String(", "));
}

QString classesText(QStringList names)
{
    constexpr qsizetype shown = 8;
    names.removeAll(QString());
    return QStringLiteral("%1: %2%3")
        .arg(QString::number(names.size()), visibleText(names.mid(0, shown).join(QLatin1String(", "))),
             names.size() > shown ? QStringLiteral(", ...") : QString());
}

void addFacts(Lines &lines, const ModelFacts &facts)
{
    const QLocale plain = QLocale::c();
    lines.add(QStringLiteral("format"), facts.format);
    lines.add(QStringLiteral("producer"), facts.producer);
    if (facts.fileSize > 0)
        lines.add(QStringLiteral("size"), plain.formattedDataSize(facts.fileSize));
    if (facts.parameters > 0)
        lines.add(QStringLiteral("parameters"), plain.toString(facts.parameters));
    for (const ModelPort &port : facts.inputs)
        lines.add(QStringLiteral("input"), portText(port));
    for (const ModelPort &port : facts.outputs)
        lines.add(QStringLiteral("output"), portText(port));
}

QString readingText(const ModelReading &reading)
{
    return QStringLiteral("%1 (%2): %3").arg(familyName(reading.family), familyId(reading.family), reading.reason);
}

void addUse(Lines &lines, const ModelDescriptor &descriptor)
{
    lines.add(QStringLiteral("task"), taskName(descriptor.task));
    if (descriptor.readings.empty())
        lines.add(QStringLiteral("read as"),
                  QStringLiteral("%1: %2").arg(familyName(descriptor.family), descriptor.familyReason));
    for (std::size_t i = 0; i < descriptor.readings.size(); ++i)
        lines.add(i == 0 ? QStringLiteral("read as") : QStringLiteral("fits also"),
                  readingText(descriptor.readings[i]));
    lines.add(QStringLiteral("picture"), pictureText(descriptor));
    if (const auto run = descriptor.facts.oneRun; run.count() > 0)
        lines.add(QStringLiteral("one run"),
                  QStringLiteral("%1 ms").arg(static_cast<double>(run.count()) / 1e6, 0, 'f', 1));
    lines.add(QStringLiteral("runs on"),
              QStringLiteral("%1, %2, %3, threads: %4, workers: %5")
                  .arg(descriptor.backend, descriptor.device, precisionName(descriptor.precision),
                       QString::number(descriptor.threads), QString::number(descriptor.workers)));
    if (!descriptor.workersReason.isEmpty())
        lines.add(QStringLiteral("measured"), descriptor.workersReason);
    if (descriptor.batch > 1)
        lines.add(QStringLiteral("batch"), QString::number(descriptor.batch));
}

} // namespace

QString reportText(const ModelReport &report)
{
    const ModelDescriptor &descriptor = report.descriptor;
    Lines lines;
    addFacts(lines, descriptor.facts);
    if (descriptor.classNames)
        lines.add(QStringLiteral("classes"), classesText(*descriptor.classNames));
    if (!report.error)
        addUse(lines, descriptor);
    lines.add(QStringLiteral("sidecar"), descriptor.sidecar);
    lines.add(QStringLiteral("missing"), report.missingOperators.join(QLatin1String(", ")));
    lines.add(QStringLiteral("about"), descriptor.description);
    for (const QString &note : descriptor.notes)
        lines.add(QStringLiteral("note"), note);
    return visibleText(descriptor.name) + QLatin1Char('\n') + lines.text();
}

} // namespace sightglass
