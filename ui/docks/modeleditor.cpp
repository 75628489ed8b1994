// SPDX-License-Identifier: Apache-2.0
#include "ui/docks/modeleditor.h"

#include "core/inference/sidecar.h"
#include "ui/docks/adjustlist.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/outsidetext.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace sightglass
{

namespace
{

/// Long enough for a key held down, short enough to be "at once".
constexpr int gatherMilliseconds = 300;

} // namespace

ModelEditor::ModelEditor(QWidget *parent)
    : QWidget(parent)
    , m_list(new AdjustList)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_list);
    m_complaint = new TonedLabel(TonedLabel::Tone::Failure);
    m_complaint->setObjectName(QStringLiteral("editorError"));
    m_complaint->setWordWrap(true);
    m_complaint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_complaint);
    layout->addWidget(makeButtons());
    m_place = new ElidedLabel;
    m_place->setTone(TonedLabel::Tone::Quiet);
    m_place->setElideMode(Qt::ElideMiddle);
    layout->addWidget(m_place);
    makeFields();
    m_gather.setSingleShot(true);
    m_gather.setInterval(gatherMilliseconds);
    connect(&m_gather, &QTimer::timeout, this, &ModelEditor::send);
    connect(m_list, &AdjustList::resetRequested, this, &ModelEditor::reset);
    updateState();
    complain({});
}

QWidget *ModelEditor::makeButtons()
{
    m_save = new QPushButton(tr("Save beside the model"));
    m_save->setObjectName(QStringLiteral("saveSidecar"));
    m_save->setToolTip(tr("Write what was adjusted into a file beside the model, which is read with it from now on"));
    m_revert = new QPushButton(tr("Revert"));
    m_revert->setObjectName(QStringLiteral("revertEdits"));
    m_revert->setToolTip(tr("Take back what is not saved"));
    connect(m_save, &QPushButton::clicked, this, [this] { Q_EMIT saveRequested(m_edits); });
    connect(m_revert, &QPushButton::clicked, this, [this] {
        m_gather.stop();
        m_edits = m_saved;
        complain({});
        showFields();
        Q_EMIT revertRequested();
    });
    auto *buttons = new QWidget;
    auto *line = new QHBoxLayout(buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    line->addWidget(m_save, 1);
    line->addWidget(m_revert);
    return buttons;
}

void ModelEditor::setModel(const ModelDescriptor &model, const ModelOverrides &inUse, const ModelOverrides &saved)
{
    const bool same = model.location == m_model.location;
    const bool waiting = m_gather.isActive() || (m_asked && *m_asked != inUse);
    m_model = model;
    m_inUse = inUse;
    m_saved = saved;
    if (!same || !waiting) {
        m_gather.stop();
        m_asked.reset();
        m_edits = inUse;
        complain({});
    }
    m_place->setText(tr("Saved in %1").arg(QFileInfo(sidecarPath(model.location)).fileName()));
    showFields();
}

void ModelEditor::setAsked(const std::optional<ModelOverrides> &asked)
{
    m_asked = asked;
}

void ModelEditor::chooseFamily(ModelFamily family)
{
    m_edits.family = family;
    showFields();
    send();
}

void ModelEditor::showError(const Error &error)
{
    complain(QStringList{error.message, error.suggestion}.join(QLatin1Char('\n')).trimmed());
    m_complaint->setToolTip(toolTipText(error.detail));
}

void ModelEditor::complain(const QString &text)
{
    m_complaint->setToolTip({});
    m_complaint->setText(text);
    m_complaint->setVisible(!text.isEmpty());
}

void ModelEditor::change()
{
    complain({});
    showFields();
    m_gather.start();
}

void ModelEditor::send()
{
    m_gather.stop();
    m_asked = m_edits;
    updateState();
    Q_EMIT edited(m_edits);
}

void ModelEditor::reset(QWidget *widget)
{
    for (const Field &field : m_fields) {
        if (field.widget == widget)
            field.clear(m_edits);
    }
    change();
}

void ModelEditor::updateState()
{
    for (const Field &field : m_fields)
        m_list->setAdjusted(field.widget, field.isSet(m_edits));
    // What failed, or has not been tried, is nothing to keep.
    m_save->setEnabled(!isSaved() && m_edits == m_inUse && !m_gather.isActive());
    m_revert->setEnabled(!isSaved());
    m_place->setVisible(!m_model.sidecar.isEmpty());
    Q_EMIT savedChanged(isSaved());
}

} // namespace sightglass
