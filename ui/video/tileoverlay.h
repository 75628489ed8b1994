// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sourcestate.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace sightglass
{

/// What a tile says about its source, over the picture: an invitation, a state, and what can be done about it. Lies on
/// its VideoView and lets the mouse through, but for its buttons.
class TileOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit TileOverlay(QWidget *parent);

    /// The state of the source of this name; whether there is no picture behind it.
    void setState(const SourceState &state, const QString &name, bool noPicture);
    /// Whether it says what to do where nothing is open: the start page does so for a tile that is alone.
    void setInviting(bool inviting);
    /// A source of this name is being opened while the picture goes on, which goes before the state; empty: none is.
    void setOpening(const QString &name);
    /// How far the opening has come, from 0 to 1, where anybody knows.
    void setOpeningProgress(std::optional<double> progress);
    /// Milliseconds, of the last picture while no new one comes.
    void setPictureAge(std::optional<double> milliseconds);
    /// All that is said now, for assistive tools; empty while the picture says it all.
    QString text() const;

Q_SIGNALS:
    void cancelRequested();
    void retryRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void place();
    void restyle();

    QWidget *m_card;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_body;
    QLabel *m_details;
    QLabel *m_age;
    QProgressBar *m_busy;
    QPushButton *m_cancel;
    QPushButton *m_retry;
    QPushButton *m_showDetails;
    QTimer m_clock;
    QTimer m_patience; ///< What opens at once is not announced.

    SourceState m_state;
    QString m_name;
    QString m_opening;
    bool m_noPicture = true;
    bool m_inviting = false;
};

} // namespace sightglass
