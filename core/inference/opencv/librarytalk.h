// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>

namespace sightglass
{

/// Keeps what libprotobuf, with which OpenCV reads its formats, has to say off the terminal, and hands it on: what it
/// says on this thread for as long as this lives. One at a time on a thread.
class LibraryTalk
{
public:
    LibraryTalk();
    ~LibraryTalk();
    LibraryTalk(const LibraryTalk &) = delete;
    LibraryTalk &operator=(const LibraryTalk &) = delete;

    /// A line for each thing that was said.
    QString text() const { return m_text; }

private:
    static void hear(int level, const char *file, int line, const std::string &words);

    QString m_text;
};

} // namespace sightglass
