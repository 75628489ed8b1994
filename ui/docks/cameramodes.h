// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/framesource.h"
#include "ui/widgets/factlist.h"

#include <optional>

namespace sightglass
{

class ChoiceField;

/// How the camera that is open delivers: its mode, which can be chosen among those that it offers, and the rate that is
/// measured. Hidden for other sources.
class CameraModes : public FactList
{
    Q_OBJECT

public:
    explicit CameraModes(QWidget *parent = nullptr);

    void setSource(const SourceInfo &source);
    /// Pictures a second that come in; none while that cannot be told.
    void setRate(std::optional<double> measured);

Q_SIGNALS:
    /// By the user; any mode for automatic.
    void modeChosen(const sightglass::CameraMode &mode);

private:
    ChoiceField *m_mode;
    QLabel *m_rate;
    SourceSpec m_shown;
    QList<CameraMode> m_offered;
    CameraMode m_used;
};

} // namespace sightglass
