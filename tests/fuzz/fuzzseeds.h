// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayList>
#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>
#include <vector>

namespace sightglass::test
{

/// To be called from LLVMFuzzerInitialize(): makes libFuzzer begin with these inputs, in a folder that goes when the
/// process ends, so that each run begins alike. Where inputs are named on the command line, it runs those instead.
inline void useSeeds(int *argc, char ***argv, const QByteArrayList &seeds)
{
    static const QTemporaryDir folder;
    static QByteArray path = folder.path().toLocal8Bit();
    static std::vector<char *> arguments(*argv, *argv + *argc);
    for (int i = 1; i < *argc; ++i)
        if ((*argv)[i][0] != '-')
            return;
    for (qsizetype i = 0; i < seeds.size(); ++i) {
        QFile file(folder.filePath(QString::number(i)));
        if (!file.open(QIODevice::WriteOnly) || file.write(seeds[i]) != seeds[i].size())
            std::abort();
    }
    arguments.push_back(path.data());
    *argc = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    *argv = arguments.data();
}

} // namespace sightglass::test
