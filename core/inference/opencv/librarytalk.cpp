// SPDX-License-Identifier: Apache-2.0
#include "core/inference/opencv/librarytalk.h"

#include <dlfcn.h>

namespace sightglass
{

namespace
{

// google::protobuf::SetLogHandler (google/protobuf/stubs/logging.h), whose first argument is an enumeration. OpenCV
// brings the library along; nothing else here uses it, so it is asked for by its name in the process.
constexpr auto setLogHandlerName = "_ZN6google8protobuf13SetLogHandlerEPFvNS0_8LogLevelEPKciRKNSt7__cxx1112basic_"
                                   "stringIcSt11char_traitsIcESaIcEEEE";
using LogHandler = void (*)(int, const char *, int, const std::string &);
using SetLogHandler = LogHandler (*)(LogHandler);

thread_local QString *listening = nullptr;

} // namespace

LibraryTalk::LibraryTalk()
{
    static const bool set = [] {
        const auto setLogHandler = reinterpret_cast<SetLogHandler>(dlsym(RTLD_DEFAULT, setLogHandlerName));
        if (setLogHandler)
            setLogHandler(&LibraryTalk::hear);
        return setLogHandler != nullptr;
    }();
    Q_UNUSED(set)
    listening = &m_text;
}

LibraryTalk::~LibraryTalk()
{
    listening = nullptr;
}

void LibraryTalk::hear(int, const char *, int, const std::string &words)
{
    if (!listening)
        return;
    if (!listening->isEmpty())
        *listening += QLatin1Char('\n');
    *listening += QString::fromStdString(words);
}

} // namespace sightglass
