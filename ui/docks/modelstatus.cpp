// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelstatus.h"

#include "ui/widgets/iconbutton.h"
#include "ui/widgets/outsidetext.h"
#include "ui/widgets/tonedlabel.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

constexpr int delayMilliseconds = 300;

} // namespace

ModelStatus::ModelStatus(QWidget *parent)
    : QWidget(parent)
    , m_progress(new QWidget)
    , m_text(new TonedLabel)
    , m_more(new TonedLabel(TonedLabel::Tone::Quiet))
    , m_otherFile(new QPushButton(tr("Choose the other file …")))
{
    auto *bar = new QProgressBar;
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setMaximumHeight(8);
    bar->setAccessibleName(tr("Loading a model"));
    auto *cancel = iconButton(QStringLiteral("cancel"), tr("Cancel"), tr("Do not take the model that is being loaded"));
    cancel->setObjectName(QStringLiteral("cancelLoading"));
    connect(cancel, &QToolButton::clicked, this, &ModelStatus::cancelRequested);
    auto *line = new QHBoxLayout(m_progress);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(bar, 1);
    line->addWidget(cancel);
    for (TonedLabel *label : {m_text, m_more}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_otherFile->setObjectName(QStringLiteral("chooseOtherFile"));
    connect(m_otherFile, &QPushButton::clicked, this, &ModelStatus::otherFileRequested);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(m_progress);
    layout->addWidget(m_text);
    layout->addWidget(m_more);
    layout->addWidget(m_otherFile, 0, Qt::AlignLeft);
    m_soon.setSingleShot(true);
    m_soon.setInterval(delayMilliseconds);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        showTexts(m_loading, m_goesOn);
        m_text->setTone(TonedLabel::Tone::Normal);
        m_progress->show();
        show();
    });
    showNothing();
}

void ModelStatus::showNothing()
{
    showTexts({}, {});
    hide();
}

void ModelStatus::showLoading(const QString &text, const QString &more)
{
    m_loading = text;
    m_goesOn = more;
    m_soon.start();
}

void ModelStatus::showError(const Error &error, const QString &source)
{
    m_text->setTone(TonedLabel::Tone::Failure);
    showTexts(error.message, error.suggestion);
    setToolTip(toolTipText(QStringList{source, error.detail}.join(QLatin1Char('\n')).trimmed()));
    show();
}

void ModelStatus::offerOtherFile()
{
    m_otherFile->show();
}

void ModelStatus::showTexts(const QString &text, const QString &more)
{
    m_soon.stop();
    m_progress->hide();
    m_otherFile->hide();
    m_text->setText(text);
    m_more->setText(more);
    m_more->setVisible(!more.isEmpty());
    setToolTip({});
}

} // namespace sightglass
