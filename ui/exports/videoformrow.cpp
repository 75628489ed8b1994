// SPDX-License-Identifier: Apache-2.0
#include "ui/exports/videoformrow.h"

#include "core/export/videocodecs.h"
#include "core/export/videocontainer.h"
#include "core/values/words.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>

namespace sightglass
{

namespace
{

QLabel *labelFor(QWidget *field, const QString &text)
{
    auto *label = new QLabel(text);
    label->setBuddy(field);
    return label;
}

} // namespace

VideoFormRow::VideoFormRow(QWidget *parent)
    : QWidget(parent)
    , m_codec(new QComboBox)
    , m_quality(new QSpinBox)
    , m_speed(new QComboBox)
{
    m_codec->setObjectName(QStringLiteral("codec"));
    m_codec->setToolTip(tr("How the video is coded (export: --codec)"));
    m_codec->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_quality->setObjectName(QStringLiteral("quality"));
    m_quality->setRange(1, 100);
    m_quality->setValue(VideoSettings::usualQuality);
    m_quality->setToolTip(tr("From 1, small, to 100, hardly to be told from the source (export: --quality)"));
    m_speed->setObjectName(QStringLiteral("encodeSpeed"));
    m_speed->addItem(tr("Fast"), static_cast<int>(EncodingSpeed::Fast));
    m_speed->addItem(tr("Medium, smaller"), static_cast<int>(EncodingSpeed::Medium));
    m_speed->addItem(tr("Slow, smallest"), static_cast<int>(EncodingSpeed::Slow));
    m_speed->setToolTip(tr("How much time coding takes to make the file smaller (export: --encode-speed)"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(labelFor(m_codec, tr("Co&dec:")));
    row->addWidget(m_codec);
    row->addSpacing(Theme::rhythm);
    row->addWidget(labelFor(m_quality, tr("&Quality:")));
    row->addWidget(m_quality);
    row->addSpacing(Theme::rhythm);
    row->addWidget(labelFor(m_speed, tr("Spe&ed:")));
    row->addWidget(m_speed);
    row->addStretch();
    connect(m_codec, &QComboBox::activated, this, &VideoFormRow::choose);
    connect(m_codec, &QComboBox::currentIndexChanged, this, &VideoFormRow::follow);
}

void VideoFormRow::setPath(const QString &path)
{
    const VideoContainer *container = videoContainerFor(path);
    const QString ending = container ? QString::fromLatin1(container->ending) : QString();
    if (ending == m_container)
        return;
    m_container = ending;
    m_codec->clear();
    if (container) {
        for (const VideoCodec *codec : codecsOf(*container))
            m_codec->addItem(Words::tr(codec->title), QString::fromLatin1(codec->id));
    }
    m_codec->setCurrentIndex(std::max(0, m_codec->findData(m_wantedCodec)));
    setEnabled(m_codec->count() > 0);
    Q_EMIT changed();
}

void VideoFormRow::choose()
{
    m_wantedCodec = m_codec->currentData().toString();
}

void VideoFormRow::follow()
{
    const VideoCodec *codec = videoCodec(m_codec->currentData().toString());
    m_quality->setEnabled(codec && !codec->lossless);
    m_speed->setEnabled(codec && !codec->lossless);
    Q_EMIT changed();
}

VideoSettings VideoFormRow::settings() const
{
    VideoSettings settings;
    settings.codec = m_codec->currentData().toString();
    settings.quality = m_quality->value();
    settings.speed = static_cast<EncodingSpeed>(m_speed->currentData().toInt());
    return settings;
}

void VideoFormRow::setSettings(const VideoSettings &settings)
{
    m_wantedCodec = settings.codec;
    m_codec->setCurrentIndex(std::max(0, m_codec->findData(m_wantedCodec)));
    m_quality->setValue(settings.quality);
    m_speed->setCurrentIndex(m_speed->findData(static_cast<int>(settings.speed)));
}

} // namespace sightglass
