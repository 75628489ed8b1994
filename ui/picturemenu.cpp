// SPDX-License-Identifier: Apache-2.0
#include "ui/picturemenu.h"

#include "core/values/visibletext.h"
#include "core/values/words.h"
#include "ui/actions.h"
#include "ui/docks/detectionsmodel.h"
#include "ui/widgets/outsidetext.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

/// Every class that the model names or has just seen, but this one, is hidden.
Thresholds onlyClass(Thresholds thresholds, int classId, const Candidates &candidates)
{
    const int named = candidates.classNames ? static_cast<int>(candidates.classNames->size()) : 0;
    for (int id = 0; id < named; ++id)
        thresholds.classes[id].shown = id == classId;
    for (const Candidate &candidate : candidates.items)
        thresholds.classes[candidate.classId].shown = candidate.classId == classId;
    return thresholds;
}

/// In whole hundredths, as the slider has them; below the score, so that the detection itself stays.
float thresholdAt(float score)
{
    return std::clamp(std::floor(score * 100.f) / 100.f, 0.f, 1.f);
}

void addDetectionActions(QMenu *menu, const Presentation &presentation, std::size_t index, const Thresholds &thresholds,
                         const std::function<void(const Thresholds &)> &setThresholds)
{
    const Detection detection = presentation.result().detections[index];
    const CandidatesPtr candidates = presentation.result().candidates;
    const QString name = candidates->className(detection.classId);
    menu->addSection(menuText(visibleText(name)));
    menu->addAction(menuText(Words::tr("Hide %1").arg(name)), menu, [=] {
        Thresholds changed = thresholds;
        changed.classes[detection.classId].shown = false;
        setThresholds(changed);
    });
    menu->addAction(menuText(Words::tr("Only %1").arg(name)), menu,
                    [=] { setThresholds(onlyClass(thresholds, detection.classId, *candidates)); });
    const float score = thresholdAt(detection.score);
    menu->addAction(Words::tr("Confidence to this score: %1").arg(static_cast<double>(score), 0, 'f', 2), menu, [=] {
        Thresholds changed = thresholds;
        changed.confidence = score;
        setThresholds(changed);
    });
    menu->addAction(Words::tr("Copy detection"), menu, [presentation, index] {
        DetectionsModel model;
        model.setPresentation(presentation);
        const auto row = model.rowOf(index);
        const bool turned = row && model.isTurned(*row);
        QGuiApplication::clipboard()->setText(DetectionsModel::csvHeader(turned) + QLatin1Char('\n') +
                                              (row ? model.csvLine(*row, turned) : QString()) + QLatin1Char('\n'));
    });
}

} // namespace

QMenu *makePictureMenu(const Presentation &presentation, std::optional<std::size_t> detection,
                       const Thresholds &thresholds, const std::function<void(const Thresholds &)> &setThresholds,
                       const ActionSet &actions, QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setObjectName(QStringLiteral("pictureMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (detection && *detection < presentation.result().detections.size() && presentation.result().candidates)
        addDetectionActions(menu, presentation, *detection, thresholds, setThresholds);
    menu->addSeparator();
    menu->addAction(actions[ActionId::Inspect]);
    menu->addSeparator();
    for (const ActionId id : {ActionId::CopyPicture, ActionId::Screenshot, ActionId::Export})
        menu->addAction(actions[id]);
    menu->addSeparator();
    for (const ActionId id : {ActionId::ZoomFit, ActionId::ZoomOneToOne, ActionId::FullScreen, ActionId::GoTo})
        menu->addAction(actions[id]);
    return menu;
}

} // namespace sightglass
