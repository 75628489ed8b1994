// SPDX-License-Identifier: Apache-2.0
#include "ui/urldialog.h"

#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace sightglass
{

UrlDialog::UrlDialog(const QString &given, QWidget *parent)
    : QDialog(parent)
    , m_given(given)
    , m_address(new QLineEdit(given))
    , m_kind(new QLabel)
{
    setWindowTitle(tr("Open stream"));
    setMinimumWidth(70 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    auto *title = new QLabel(tr("&Address of a stream:"));
    title->setBuddy(m_address);
    column->addWidget(title);
    m_address->setPlaceholderText(QStringLiteral("rtsp://camera.local/stream1"));
    column->addWidget(m_address);
    m_kind->setWordWrap(true);
    m_kind->setTextFormat(Qt::PlainText);
    m_kind->setMinimumHeight(2 * m_kind->fontMetrics().height());
    m_kind->setAlignment(Qt::AlignTop);
    column->addWidget(m_kind);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel);
    m_open = buttons->button(QDialogButtonBox::Open);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_address, &QLineEdit::textChanged, this, &UrlDialog::refresh);
    refresh();
}

SourceSpec UrlDialog::source() const
{
    return SourceSpec::fromUserInput(m_address->text().trimmed());
}

void UrlDialog::refresh()
{
    const bool given = !m_address->text().trimmed().isEmpty();
    m_open->setEnabled(given);
    if (!given) {
        m_kind->setText(tr("For instance rtsp://… or http://…"));
        return;
    }
    const SourceSpec typed = source();
    if (typed.kind != SourceKind::Url && looksLikePipeline(typed.location)) {
        m_open->setEnabled(false);
        m_kind->setText(tr("This is a GStreamer pipeline: Open pipeline, in the menu Source, takes it."));
        return;
    }
    if (!m_given.isEmpty() && typed.location == m_given) {
        m_kind->setText(tr("Its user, password or parameters were not kept: complete the address, as in "
                           "rtsp://user:password@host/…"));
        return;
    }
    if (const auto problem = typed.problem()) {
        m_open->setEnabled(false);
        m_kind->setText(problem->message + QLatin1Char(' ') + problem->suggestion);
        return;
    }
    switch (typed.kind) {
    case SourceKind::Screen:
        m_kind->setText(tr("A part of the screen."));
        break;
    case SourceKind::Url:
        m_kind->setText(tr("A stream, read as an address."));
        break;
    case SourceKind::Camera:
        m_kind->setText(tr("A camera."));
        break;
    default:
        m_kind->setText(tr("A file or folder on this machine."));
        break;
    }
}

} // namespace sightglass
