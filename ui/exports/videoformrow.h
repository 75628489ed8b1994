// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/videosettings.h"

#include <QWidget>

class QComboBox;
class QSpinBox;

namespace sightglass
{

/// Asks how a video is coded, among what its kind of file holds and this machine's processor can encode.
class VideoFormRow : public QWidget
{
    Q_OBJECT

public:
    explicit VideoFormRow(QWidget *parent = nullptr);

    /// The ending of its name says what it may hold; of one that is no video, the row has no choice.
    void setPath(const QString &path);

    VideoSettings settings() const;
    /// A codec that the file does not hold is kept for one that does.
    void setSettings(const VideoSettings &settings);

Q_SIGNALS:
    void changed();

private:
    void choose();
    void follow();

    QComboBox *m_codec;
    QSpinBox *m_quality;
    QComboBox *m_speed;
    QString m_container;   ///< Whose codecs are listed.
    QString m_wantedCodec; ///< The id that a person chose; empty: the usual one.
};

} // namespace sightglass
