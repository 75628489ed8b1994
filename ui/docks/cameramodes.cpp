// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/cameramodes.h"

#include "core/media/cameraaddress.h"

#include <QComboBox>
#include <QLabel>

#include <algorithm>
#include <tuple>

namespace sightglass
{

namespace
{

QString rateText(double rate)
{
    return QString::number(rate, 'g', rate < 100.0 ? 3 : 4);
}

QString modeHelp()
{
    return CameraModes::tr("Size, rate and format that the camera is asked for; a change opens it again");
}

/// "1280 x 720, 30/s, mjpeg"; of a wish what it says.
QString modeText(const CameraMode &mode)
{
    QStringList parts;
    if (!mode.size.isEmpty())
        parts.append(
            QStringLiteral("%1 x %2").arg(QString::number(mode.size.width()), QString::number(mode.size.height())));
    if (mode.rate.isValid())
        parts.append(CameraModes::tr("%1/s").arg(rateText(mode.rate.toDouble())));
    if (!mode.format.isEmpty())
        parts.append(QString::fromLatin1(mode.format));
    return parts.join(QStringLiteral(", "));
}

/// The largest first, and the quickest of a size.
QList<CameraMode> inOrder(QList<CameraMode> modes)
{
    const auto rank = [](const CameraMode &mode) {
        return std::tuple(-mode.size.width() * mode.size.height(), -mode.rate.toDouble());
    };
    std::stable_sort(modes.begin(), modes.end(),
                     [&rank](const CameraMode &a, const CameraMode &b) { return rank(a) < rank(b); });
    return modes;
}

} // namespace

CameraModes::CameraModes(QWidget *parent)
    : FactList(parent)
    , m_mode(new ChoiceField)
{
    m_mode->setObjectName(QStringLiteral("cameraMode"));
    m_mode->comboBox()->setAccessibleName(tr("Mode of the camera"));
    addRow(m_mode, tr("Mode"), modeHelp());
    m_rate = addFact(tr("Rate"), tr("Pictures that come in, measured; many cameras give fewer in the dark"));
    m_rate->setObjectName(QStringLiteral("cameraRate"));
    connect(m_mode, &ChoiceField::chosen, this, [this](const QVariant &value) {
        if (const auto mode = CameraMode::parse(value.toString()))
            Q_EMIT modeChosen(*mode);
    });
    setVisible(false);
}

QList<ChoiceField::Choice> CameraModes::choices(const SourceInfo &source)
{
    const auto address = CameraAddress::parse(source.spec.location);
    if (source.spec.kind != SourceKind::Camera || !address || source.cameraModes.isEmpty())
        return {};
    const CameraMode &wish = address->mode;
    const bool isKnown = wish.isAny() && !source.cameraMode.isAny();
    QList<ChoiceField::Choice> choices{
        {isKnown ? tr("Automatic (%1)").arg(modeText(source.cameraMode)) : tr("Automatic"), QString()}};
    // One that is wished for in part, or is not offered, is told as it is.
    if (!wish.isAny() && !source.cameraModes.contains(wish))
        choices.append({modeText(wish), wish.text()});
    for (const CameraMode &mode : inOrder(source.cameraModes))
        choices.append({modeText(mode), mode.text()});
    return choices;
}

void CameraModes::setSource(const SourceInfo &source)
{
    SourceInfo shown = source;
    // While it is opened again, or has refused a mode, it offers what it did.
    if (source.spec.isSameAs(m_shown.spec) && source.cameraModes.isEmpty())
        shown.cameraModes = m_shown.cameraModes;
    const QList<ChoiceField::Choice> offered = choices(shown);
    setVisible(!offered.isEmpty());
    // What is being looked through stays as it is while nothing changes.
    if (shown.spec == m_shown.spec && shown.cameraModes == m_shown.cameraModes &&
        shown.cameraMode == m_shown.cameraMode)
        return;
    m_shown = shown;
    setRate({});
    if (offered.isEmpty())
        return;
    m_mode->setChoices(offered, CameraAddress::parse(shown.spec.location)->mode.text());
    // A panel is narrow.
    m_mode->setToolTip(m_mode->comboBox()->currentText() + QLatin1Char('\n') + modeHelp());
}

void CameraModes::setRate(std::optional<double> measured)
{
    const double announced = m_shown.cameraMode.rate.toDouble();
    QString text;
    if (measured && m_shown.cameraMode.rate.isValid())
        text = tr("%1/s measured, %2/s announced").arg(QString::number(*measured, 'f', 1), rateText(announced));
    else if (measured)
        text = tr("%1/s measured").arg(QString::number(*measured, 'f', 1));
    if (m_rate->text() != text)
        setFact(m_rate, text);
}

} // namespace sightglass
