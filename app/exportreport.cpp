// SPDX-License-Identifier: Apache-2.0
#include "app/exportreport.h"

#include "app/terminal.h"
#include "core/values/visibletext.h"

#include <QLocale>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace sightglass
{

namespace
{

using Part = ExportBatchRun::Part;
using Fate = ExportBatchRun::Fate;

/// Takes the line with the progress away, on a terminal.
constexpr auto clearLine = "\r\033[K";
constexpr std::chrono::seconds lineInterval{10};

QString bar(double share)
{
    constexpr int cells = 20;
    const int full = std::clamp(static_cast<int>(share * cells), 0, cells);
    return QStringLiteral("[%1%2] ").arg(QString(full, QLatin1Char('#')), QString(cells - full, QLatin1Char('.')));
}

QString progressText(const ExportProgress &progress, bool withBar)
{
    QString text;
    if (withBar && progress.total.value_or(0) > 0)
        text = bar(static_cast<double>(progress.written) / static_cast<double>(*progress.total));
    text += QString::number(progress.written);
    if (progress.total)
        text += QStringLiteral(" of %1").arg(*progress.total);
    text += QStringLiteral(" frames");
    if (progress.total && *progress.total > 0)
        text += QStringLiteral(", %1 %").arg(100 * progress.written / static_cast<std::uint64_t>(*progress.total));
    if (progress.perSecond > 0.0)
        text += QStringLiteral(", %1 a second").arg(progress.perSecond, 0, 'f', 1);
    if (progress.secondsLeft) {
        const auto left = static_cast<qlonglong>(std::ceil(*progress.secondsLeft));
        text += QStringLiteral(", %1:%2 left")
                    .arg(QString::number(left / 60), QStringLiteral("%1").arg(left % 60, 2, 10, QLatin1Char('0')));
    }
    if (progress.videoBytes)
        text += QStringLiteral(", about %1 in the end").arg(QLocale::c().formattedDataSize(*progress.videoBytes, 1));
    return text;
}

QString nameOf(const Part &part)
{
    return visibleText(part.request.source.displayName());
}

QString endText(const Part &part)
{
    switch (part.fate) {
    case Fate::Whole:
    case Fate::Incomplete: {
        const ExportSummary &summary = *part.summary;
        const QString counts = QStringLiteral("%1 frames, %2 detections, %3 s")
                                   .arg(QString::number(summary.written), QString::number(summary.detections),
                                        QString::number(summary.seconds, 'f', 1));
        return part.fate == Fate::Whole ? counts : counts + QStringLiteral("; INCOMPLETE");
    }
    case Fate::Failed:
        return QStringLiteral("FAILED: %1").arg(visibleText(part.error->message));
    case Fate::PassedOver:
        return QStringLiteral("is there already");
    case Fate::Cancelled:
        return QStringLiteral("cancelled");
    case Fate::Waiting:
    case Fate::Running:
        break;
    }
    return {};
}

} // namespace

ExportReport::ExportReport(std::FILE *to, bool isTerminal)
    : m_to(to)
    , m_isTerminal(isTerminal)
    , m_next(lineInterval)
{}

void ExportReport::line(const QString &text)
{
    clear();
    print(m_to, text + QLatin1Char('\n'));
}

void ExportReport::clear()
{
    if (m_isTerminal)
        print(m_to, QLatin1String(clearLine));
}

void ExportReport::tell(const std::vector<Part> &parts, const Part &changed)
{
    const bool isMany = parts.size() > 1;
    const auto ended = std::count_if(parts.begin(), parts.end(), [](const Part &part) {
        return part.fate != Fate::Waiting && part.fate != Fate::Running;
    });
    const QString place =
        isMany ? QStringLiteral("[%1/%2] ").arg(QString::number(ended), QString::number(parts.size())) : QString();
    if (isMany && !endText(changed).isEmpty())
        line(QStringLiteral("%1%2: %3").arg(place, nameOf(changed), endText(changed)));
    if (changed.fate != Fate::Running || changed.progress.written == 0)
        return;
    const QString text = (isMany ? place + nameOf(changed) + QStringLiteral(": ") : QString()) +
                         progressText(changed.progress, m_isTerminal);
    if (m_isTerminal) {
        clear();
        print(m_to, text);
    } else if (m_next.hasExpired()) {
        line(text);
        m_next = QDeadlineTimer(lineInterval);
    }
}

} // namespace sightglass
