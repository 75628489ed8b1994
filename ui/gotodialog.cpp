// SPDX-License-Identifier: Apache-2.0
#include "ui/gotodialog.h"

#include "ui/theme/theme.h"
#include "ui/transport/timetext.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <cmath>

namespace sightglass
{

std::optional<std::int64_t> frameNamed(const QString &text, const SourceInfo &source)
{
    static const QRegularExpression number(QStringLiteral("^#?\\s*(\\d{1,15})$"));
    static const QRegularExpression share(QStringLiteral("^(\\d{1,3}(?:[.,]\\d*)?)\\s*%$"));
    static const QRegularExpression time(QStringLiteral("^(?:(?:(\\d+):)?(\\d+):)?(\\d+(?:[.,]\\d*)?)\\s*s?$"));
    const QString said = text.trimmed();
    const std::int64_t count = source.frameCount.value_or(0);
    const auto toNumber = [](QString digits) { return digits.replace(QLatin1Char(','), QLatin1Char('.')).toDouble(); };
    std::optional<double> frame;
    if (const auto found = number.match(said); found.hasMatch())
        frame = found.captured(1).toDouble();
    else if (const auto part = share.match(said); part.hasMatch())
        frame = std::round(toNumber(part.captured(1)) / 100.0 * static_cast<double>(count - 1));
    else if (const auto clock = time.match(said); clock.hasMatch() && source.duration > 0.0) {
        const double seconds =
            clock.captured(1).toDouble() * 3600.0 + clock.captured(2).toDouble() * 60.0 + toNumber(clock.captured(3));
        frame = std::floor(seconds / source.duration * static_cast<double>(count) + 1e-6);
    }
    if (!frame || *frame < 0.0 || *frame >= static_cast<double>(count))
        return std::nullopt;
    return static_cast<std::int64_t>(*frame);
}

GoToDialog::GoToDialog(const SourceInfo &source, std::int64_t frame, QWidget *parent)
    : QDialog(parent)
    , m_source(source)
    , m_text(new QLineEdit(QString::number(frame)))
    , m_meant(new QLabel)
{
    setWindowTitle(tr("Go to"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    auto *label = new QLabel(tr("&Frame, time or share: 124, 0:12.4 or 50 %"));
    label->setBuddy(m_text);
    column->addWidget(label);
    m_text->selectAll();
    column->addWidget(m_text);
    column->addWidget(m_meant);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_go = buttons->addButton(tr("&Go"), QDialogButtonBox::AcceptRole);
    m_go->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_text, &QLineEdit::textChanged, this, &GoToDialog::refresh);
    refresh();
}

std::int64_t GoToDialog::frame() const
{
    return frameNamed(m_text->text(), m_source).value_or(0);
}

void GoToDialog::refresh()
{
    const auto frame = frameNamed(m_text->text(), m_source);
    m_go->setEnabled(frame.has_value());
    const std::int64_t last = m_source.frameCount.value_or(1) - 1;
    const double seconds =
        frame && last >= 0 ? m_source.duration * static_cast<double>(*frame) / static_cast<double>(last + 1) : 0.0;
    m_meant->setText(frame ? tr("frame %1, about %2").arg(QString::number(*frame), timeText(seconds, true))
                           : tr("Frames go from 0 to %1, times to %2.")
                                 .arg(QString::number(last), timeText(m_source.duration, false)));
}

} // namespace sightglass
