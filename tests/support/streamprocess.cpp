// SPDX-License-Identifier: Apache-2.0
#include "tests/support/streamprocess.h"

#include <csignal>

#include <signal.h>

namespace sightglass::test
{

StreamProcess::StreamProcess(const QString &mode, const QStringList &arguments)
    : m_mode(mode)
{
    m_process.setWorkingDirectory(m_folder.path());
    m_process.start(QStringLiteral(SIGHTGLASS_STREAMSERVER), QStringList(mode) + arguments);
    while (!m_process.canReadLine() && m_process.waitForReadyRead(5000)) {
    }
    m_port = m_process.readLine().trimmed().toInt();
}

StreamProcess::~StreamProcess()
{
    kill();
}

QString StreamProcess::url() const
{
    const QString place = QStringLiteral("://127.0.0.1:%1").arg(m_port);
    if (m_mode == QLatin1String("rtsp") || m_mode == QLatin1String("udp"))
        return m_mode + place;
    return QLatin1String("http") + place +
           (m_mode == QLatin1String("hls") ? QStringLiteral("/live.m3u8") : QStringLiteral("/live.") + m_mode);
}

void StreamProcess::stop()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
}

void StreamProcess::goOn()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
}

void StreamProcess::publish()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGUSR1);
}

void StreamProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

} // namespace sightglass::test
