// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "ui/widgets/choicefield.h"
#include "ui/widgets/factlist.h"

#include <optional>

namespace sightglass
{

/// How the camera that is open delivers: its mode, which can be chosen among those that it offers, and the rate that is
/// measured. Hidden for other sources.
class CameraModes : public FactList
{
    Q_OBJECT

public:
    explicit CameraModes(QWidget *parent = nullptr);

    /// What there is to choose for this camera, automatic first, each with CameraMode::text() as its value; that of the
    /// present one is the text of the mode in its address. Empty for other sources, and while it is not known.
    static QList<ChoiceField::Choice> choices(const SourceInfo &source);

    void setSource(const SourceInfo &source);
    /// Pictures a second that come in; none while that cannot be told.
    void setRate(std::optional<double> measured);

Q_SIGNALS:
    /// By the user; any mode for automatic.
    void modeChosen(const sightglass::CameraMode &mode);

private:
    ChoiceField *m_mode;
    QLabel *m_rate;
    SourceInfo m_shown; ///< With what it offered before, while it is opened again.
};

} // namespace sightglass
