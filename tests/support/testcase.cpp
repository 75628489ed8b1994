// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>

namespace sightglass::test
{

namespace
{

/// What the program keeps for the next time is each test program's own, and gone with it.
const QTemporaryDir cache;
[[maybe_unused]] const bool isOwn = qputenv("XDG_CACHE_HOME", QFile::encodeName(cache.path()));

} // namespace

void TestCase::init()
{
    // All but what Qt's offscreen platform says of window managers' affairs (size hints, raising), which it has none
    // of.
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
}

QString testData(const QString &relativePath)
{
    const QString folder = qEnvironmentVariable("SIGHTGLASS_TESTDATA", QString::fromUtf8(SIGHTGLASS_TESTDATA_DEFAULT));
    const QFileInfo file(QDir(folder), relativePath);
    return file.exists() ? file.canonicalFilePath() : QString();
}

bool isCi()
{
    return qEnvironmentVariable("CI") == QLatin1String("true");
}

} // namespace sightglass::test
