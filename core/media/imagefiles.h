// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sightglass
{

/// Whether the name ends like one of the picture formats that are decoded as an image ("jpg", "png", ...). Animated
/// formats such as gif are videos.
bool hasImageSuffix(const QString &path);
/// Those endings, without dots.
QStringList imageSuffixes();

/// Order of names as people count: "img2" before "img10", capital and small letters alike, ties by plain comparison.
/// The same in every locale.
bool naturallyBefore(const QString &left, const QString &right);

/// Whether a file's name has a place for a number, as ffmpeg and printf(3) write it: "shots/%04d.png", "%d.jpg".
bool hasNumberPlace(const QString &path);

/// The files in a folder (not in the folders within; hidden ones left out), or those that a name with a place for a
/// number or else a glob stands for, in natural order of their paths.
QStringList filesNamedBy(const QString &folderOrPattern);

/// Those of filesNamedBy() that are pictures by their endings.
QStringList imageFiles(const QString &folderOrPattern);

/// Whether the files are numbered one after another, as pictures taken from a video are: at least ten names of one
/// folder that differ in one number alone, which counts up by one.
bool isNumberedSequence(const QStringList &files);

/// The names of these files, to be told apart: without their folder where that is the same for all.
QStringList fileNames(const QStringList &files);

} // namespace sightglass
