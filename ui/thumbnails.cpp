// SPDX-License-Identifier: Apache-2.0
#include "ui/thumbnails.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QPixmap>
#include <QSaveFile>

#include <utility>

namespace sightglass
{

namespace
{

constexpr int density = 2; ///< Of the densest screens that they are kept for.
constexpr QFile::Permissions mine = QFile::ReadOwner | QFile::WriteOwner;

bool isKept(const SourceSpec &source)
{
    return source.kind == SourceKind::VideoFile || source.kind == SourceKind::Image ||
           source.kind == SourceKind::ImageSequence;
}

QString nameOf(const SourceSpec &source)
{
    const QByteArray hash = QCryptographicHash::hash(source.location.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().left(32)) + QStringLiteral(".jpg");
}

} // namespace

Thumbnails::Thumbnails(QString folder)
    : m_folder(std::move(folder))
{}

void Thumbnails::keep(const SourceSpec &source, const Frame &frame) const
{
    if (!isKept(source) || frame.isNull() || !QDir().mkpath(m_folder))
        return;
    QFile::setPermissions(m_folder, mine | QFile::ExeOwner);
    const QImage whole(frame.image.data, frame.image.cols, frame.image.rows, static_cast<qsizetype>(frame.image.step),
                       QImage::Format_BGR888);
    const QSize pixels = density * size;
    // A large one is sampled first: to filter all its pixels takes too long.
    const QImage sampled = whole.width() > 4 * pixels.width()
                               ? whole.scaled(4 * pixels, Qt::KeepAspectRatio, Qt::FastTransformation)
                               : whole;
    QSaveFile file(QDir(m_folder).filePath(nameOf(source)));
    if (!file.open(QIODevice::WriteOnly))
        return;
    file.setPermissions(mine);
    if (sampled.scaled(pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation).save(&file, "JPG", 85))
        file.commit();
}

QIcon Thumbnails::of(const SourceSpec &source) const
{
    QPixmap picture;
    if (!isKept(source) || !picture.load(QDir(m_folder).filePath(nameOf(source)), "JPG"))
        return {};
    picture.setDevicePixelRatio(density);
    return QIcon(picture);
}

void Thumbnails::retain(const QList<SourceSpec> &sources) const
{
    QStringList kept;
    for (const SourceSpec &source : sources)
        kept.append(nameOf(source));
    const QStringList names = QDir(m_folder).entryList({QStringLiteral("*.jpg")}, QDir::Files);
    for (const QString &name : names) {
        if (!kept.contains(name))
            QFile::remove(QDir(m_folder).filePath(name));
    }
}

} // namespace sightglass
