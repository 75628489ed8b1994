// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modeldetails.h"

#include "ui/widgets/elidedlabel.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace sightglass
{

namespace
{

/// "1 × 3 × 416 × 416"; "?" for any size.
QString shapeText(const std::vector<int> &shape)
{
    QStringList sides;
    for (const int side : shape)
        sides.append(side < 0 ? QStringLiteral("?") : QString::number(side));
    return sides.join(QStringLiteral(" × "));
}

QString portsText(const std::vector<ModelPort> &ports)
{
    QStringList lines;
    for (const ModelPort &port : ports) {
        QStringList words{port.name, shapeText(port.shape), port.type};
        words.removeAll(QString());
        lines.append(words.join(QStringLiteral(", ")));
    }
    return lines.join(QLatin1Char('\n'));
}

QString numbersText(const std::array<float, 3> &numbers)
{
    QStringList texts;
    for (const float number : numbers)
        texts.append(QString::number(number, 'g', 6));
    const bool same = std::all_of(texts.cbegin(), texts.cend(), [&](const QString &text) { return text == texts[0]; });
    return same ? texts[0] : texts.join(QStringLiteral(", "));
}

/// "RGB, (x / 255 − 0.5) / 0.25", without what changes nothing.
QString valuesText(const InputValues &values)
{
    QString formula = QStringLiteral("x");
    if (values.divisor != 1.f)
        formula += QStringLiteral(" / %1").arg(static_cast<double>(values.divisor));
    const InputValues neutral;
    if (values.mean != neutral.mean)
        formula = QStringLiteral("(%1 − [%2])").arg(formula, numbersText(values.mean));
    if (values.deviation != neutral.deviation)
        formula += QStringLiteral(" / [%1]").arg(numbersText(values.deviation));
    const bool asTheyAre = formula == QLatin1String("x");
    return QStringLiteral("%1, %2").arg(channelOrderName(values.order),
                                        asTheyAre ? ModelDetails::tr("0 to 255") : formula);
}

QString sizeText(qint64 bytes)
{
    return bytes > 0 ? QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat) : QString();
}

QString countText(qint64 count)
{
    // A narrow space between the thousands, which no language reads as a decimal sign.
    return count > 0 ? QLocale(QLocale::English).toString(count).replace(QLatin1Char(','), QChar(0x202f)) : QString();
}

QString timeText(std::chrono::nanoseconds time)
{
    const double milliseconds = std::chrono::duration<double, std::milli>(time).count();
    return milliseconds > 0 ? ModelDetails::tr("%1 ms").arg(milliseconds, 0, 'f', milliseconds < 100 ? 1 : 0)
                            : QString();
}

} // namespace

ModelDetails::ModelDetails(QWidget *parent)
    : FactList(parent)
    , m_format(addFact(tr("Format"), tr("What kind of file it is, by its content")))
    , m_producer(addFact(tr("Producer"), tr("What wrote the file, as it tells itself")))
    , m_inputs(addFact(tr("Inputs"), tr("Name, shape and type of what the network takes")))
    , m_outputs(addFact(tr("Outputs"), tr("Name, shape and type of what the network gives, as one run showed")))
    , m_values(addFact(tr("Values"), tr("Order of the channels, and what is made of a pixel x of 0 to 255")))
    , m_parameters(addFact(tr("Parameters"), tr("How many numbers the network was trained to")))
    , m_size(addFact(tr("Size"), tr("Of the file, or of both where there are two")))
    , m_run(addFact(tr("One run"), tr("Time of the network alone on one picture, once warm, on this machine")))
    , m_about(addFact(tr("About"), tr("What the model's file says of itself")))
    , m_file(addPath(tr("File"), tr("Where the model lies")))
    , m_sidecar(addPath(tr("Sidecar"), tr("The file beside the model that says how to use it")))
{}

ElidedLabel *ModelDetails::addPath(const QString &title, const QString &help)
{
    auto *label = new ElidedLabel;
    label->setElideMode(Qt::ElideMiddle);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    addRow(label, title, help);
    return label;
}

void ModelDetails::setPath(ElidedLabel *label, const QString &path)
{
    const bool isFile = QFileInfo::exists(path);
    label->setText(isFile ? QDir::toNativeSeparators(QFileInfo(path).absoluteFilePath()) : path);
    setRowVisible(label, !path.isEmpty());
}

void ModelDetails::setModel(const ModelDescriptor &model)
{
    const ModelFacts &facts = model.facts;
    setFact(m_format, facts.format);
    setFact(m_producer, facts.producer);
    setFact(m_inputs, portsText(facts.inputs));
    setFact(m_outputs, portsText(facts.outputs));
    setFact(m_values, model.family == ModelFamily::HogPeople ? QString() : valuesText(model.input));
    setFact(m_parameters, countText(facts.parameters));
    setFact(m_size, sizeText(facts.fileSize));
    setFact(m_run, timeText(facts.oneRun));
    setFact(m_about, model.description);
    setPath(m_file, model.location);
    setPath(m_sidecar, model.sidecar);
}

} // namespace sightglass
