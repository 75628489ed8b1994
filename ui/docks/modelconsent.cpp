// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modelconsent.h"

#include "ui/widgets/tonedlabel.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace sightglass
{

ModelConsent::ModelConsent(QWidget *parent)
    : QWidget(parent)
    , m_text(new TonedLabel)
    , m_load(new QPushButton(tr("Load it")))
    , m_refuse(new QPushButton(tr("Do not")))
{
    auto *title = new TonedLabel(TonedLabel::Tone::Attention, tr("A TorchScript file is a program."));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_load->setObjectName(QStringLiteral("consentLoad"));
    m_load->setToolTip(tr("Load this file, now and whenever it is opened again"));
    m_refuse->setObjectName(QStringLiteral("consentRefuse"));
    m_refuse->setToolTip(tr("Leave the file alone and go on as before"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_load);
    buttons->addWidget(m_refuse);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(title);
    layout->addWidget(m_text);
    layout->addLayout(buttons);
    connect(m_load, &QPushButton::clicked, this, &ModelConsent::accepted);
    connect(m_refuse, &QPushButton::clicked, this, &ModelConsent::refused);
    hide();
}

void ModelConsent::ask(const QString &path)
{
    m_path = path;
    const QFileInfo file(path);
    m_text->setText(tr("%1 comes from %2. It can do whatever you can do here. Load it only if you trust whom it "
                       "comes from.")
                        .arg(file.fileName(), QDir::toNativeSeparators(file.absolutePath())));
    show();
    // The safe answer is the one under the keys.
    m_refuse->setFocus();
}

void ModelConsent::stopAsking()
{
    m_path.clear();
    hide();
}

} // namespace sightglass
