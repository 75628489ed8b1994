// SPDX-License-Identifier: Apache-2.0
#include <QGuiApplication>

#include <csignal>
#include <cstdlib>

/// Succeeds where the viewer's window could be seen. Qt itself looks for the display, by the rules that it has for the
/// viewer; where there is none, it aborts.
int main(int argc, char **argv)
{
    std::signal(SIGABRT, [](int) { std::_Exit(EXIT_FAILURE); });
    QGuiApplication application(argc, argv);
    const QString platform = QGuiApplication::platformName();
    const bool seen = platform != QLatin1String("offscreen") && platform != QLatin1String("minimal");
    return seen ? EXIT_SUCCESS : EXIT_FAILURE;
}
