// SPDX-License-Identifier: Apache-2.0
#include "ui/presets.h"

#include "core/pipeline/pipeline.h"
#include "ui/classrules.h"
#include "ui/currentlane.h"
#include "ui/modelcontroller.h"
#include "ui/settings.h"
#include "ui/theme/icons.h"
#include "ui/widgets/outsidetext.h"

#include <QInputDialog>
#include <QMenu>

namespace sightglass
{

namespace
{

constexpr qsizetype longestName = 60;

} // namespace

Presets::Presets(Pipeline &pipeline, CurrentLane &lane, TuningSettings &settings, ModelController &models, QMenu *menu,
                 QWidget *window)
    : QObject(window)
    , m_pipeline(pipeline)
    , m_lane(lane)
    , m_settings(settings)
    , m_models(models)
    , m_menu(menu)
    , m_window(window)
{
    connect(menu, &QMenu::aboutToShow, this, &Presets::fillMenu);
}

void Presets::save(const QString &name)
{
    const QString kept = name.simplified().left(longestName);
    if (kept.isEmpty())
        return;
    TuningPreset preset{m_lane->thresholds(), {}};
    preset.classes = rulesByName(preset.common.classes, m_pipeline.model().descriptor().classNames.get());
    preset.common.classes.clear();
    m_settings.presets[kept] = preset;
}

void Presets::use(const QString &name)
{
    const auto preset = m_settings.presets.find(name);
    if (preset == m_settings.presets.end())
        return;
    Thresholds thresholds = preset->second.common;
    thresholds.classes = rulesById(preset->second.classes, m_pipeline.model().descriptor().classNames.get());
    m_models.setThresholds(thresholds);
}

void Presets::remove(const QString &name)
{
    m_settings.presets.erase(name);
}

void Presets::fillMenu()
{
    m_menu->clear();
    for (const auto &[name, preset] : m_settings.presets)
        m_menu->addAction(menuText(name), this, [this, name = name] { use(name); });
    if (m_settings.presets.empty())
        m_menu->addAction(tr("No preset is saved yet"))->setEnabled(false);
    m_menu->addSeparator();
    m_menu->addAction(lineIcon(QStringLiteral("add")), tr("&Save as a preset…"), this, &Presets::askName);
    QMenu *removals = m_menu->addMenu(tr("&Remove"));
    removals->setEnabled(!m_settings.presets.empty());
    for (const auto &[name, preset] : m_settings.presets)
        removals->addAction(menuText(name), this, [this, name = name] { remove(name); });
}

void Presets::askName()
{
    auto *dialog = new QInputDialog(m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save as a preset"));
    dialog->setLabelText(tr("&Name of these thresholds and classes; one of the same name is replaced:"));
    connect(dialog, &QInputDialog::textValueSelected, this, &Presets::save);
    dialog->open();
}

} // namespace sightglass
