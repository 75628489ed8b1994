// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTest>

namespace sightglass::test
{

/// Base of every test class: a warning that no test expected (QTest::ignoreMessage) fails the test function.
///
/// A subclass with an init() of its own calls this one first.
class TestCase : public QObject
{
    Q_OBJECT

protected Q_SLOTS:
    void init();
};

/// Absolute path of a file or folder among the real models and clips: the folder in the environment variable
/// SIGHTGLASS_TESTDATA, else the one the build was configured with. Empty where it is not there.
QString testData(const QString &relativePath);

/// Whether missing test data is a failure: with CI=true in the environment.
bool isCi();

} // namespace sightglass::test

/// Sets QString `variable` to the path of a file of the test data; where it is absent, the test is skipped, or fails in
/// CI.
#define SIGHTGLASS_TESTDATA(variable, relativePath)                                                                    \
    const QString variable = sightglass::test::testData(relativePath);                                                 \
    if (variable.isEmpty()) {                                                                                          \
        if (sightglass::test::isCi())                                                                                  \
            QFAIL(qPrintable(QStringLiteral("Test data missing: ") + (relativePath)));                                 \
        QSKIP(qPrintable(QStringLiteral("Test data missing (set SIGHTGLASS_TESTDATA): ") + (relativePath)));           \
    }
