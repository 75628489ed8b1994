// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

class QMenu;
class QWidget;

namespace sightglass
{

class ModelController;
class CurrentLane;
class Pipeline;
struct TuningSettings;

/// Tunings that a person has given names, for whatever model: thresholds, and the rules of classes by their names.
/// What a preset says of a class that a model does not have counts again with one that has it.
class Presets : public QObject
{
    Q_OBJECT

public:
    /// Fills this menu whenever it is about to show.
    Presets(Pipeline &pipeline, CurrentLane &lane, TuningSettings &settings, ModelController &models, QMenu *menu,
            QWidget *window);

    /// What is tuned now; in the place of one of that name.
    void save(const QString &name);
    /// Can be undone. Nothing where there is none of that name.
    void use(const QString &name);
    void remove(const QString &name);

private:
    void fillMenu();
    void askName();

    Pipeline &m_pipeline;
    CurrentLane &m_lane;
    TuningSettings &m_settings;
    ModelController &m_models;
    QMenu *m_menu;
    QWidget *m_window;
};

} // namespace sightglass
