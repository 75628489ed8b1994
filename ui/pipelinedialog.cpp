// SPDX-License-Identifier: Apache-2.0
#include "ui/pipelinedialog.h"

#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace sightglass
{

PipelineDialog::PipelineDialog(const QString &given, QWidget *parent)
    : QDialog(parent)
    , m_given(given.trimmed())
    , m_text(new QPlainTextEdit(m_given))
    , m_about(new QLabel)
{
    setWindowTitle(tr("Open pipeline"));
    setMinimumWidth(80 * Theme::rhythm);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm, 2 * Theme::rhythm);
    column->setSpacing(Theme::rhythm);
    auto *title = new QLabel(tr("&GStreamer pipeline, as for gst-launch-1.0:"));
    title->setBuddy(m_text);
    column->addWidget(title);
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(QStringLiteral("v4l2src device=/dev/video0 ! videoconvert"));
    m_text->setMinimumHeight(6 * m_text->fontMetrics().lineSpacing());
    column->addWidget(m_text, 1);
    m_about->setWordWrap(true);
    m_about->setAlignment(Qt::AlignTop);
    m_about->setMinimumHeight(3 * m_about->fontMetrics().lineSpacing());
    column->addWidget(m_about);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel);
    m_open = buttons->button(QDialogButtonBox::Open);
    // Enter must not run what was not read.
    m_open->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(!m_given.isEmpty());
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_text, &QPlainTextEdit::textChanged, this, &PipelineDialog::refresh);
    refresh();
}

SourceSpec PipelineDialog::source() const
{
    const QString text = m_text->toPlainText().trimmed();
    return {SourceKind::GStreamer, text, text != m_given};
}

void PipelineDialog::refresh()
{
    const SourceSpec typed = source();
    m_open->setEnabled(!typed.location.isEmpty());
    if (!m_given.isEmpty() && !typed.typed)
        m_about->setText(
            tr("It is not known that you typed this. A pipeline is a program: open it only if you know where it "
               "comes from. As it stands, it may read and decode a video and nothing else."));
    else
        m_about->setText(
            tr("A pipeline is a program: it can write files, send over the network and run other programs. "
               "Its open end is led to the picture."));
}

} // namespace sightglass
