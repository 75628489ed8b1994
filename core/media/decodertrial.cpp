// SPDX-License-Identifier: Apache-2.0
#include "core/media/decodertrial.h"

#include <opencv2/core.hpp>

#include <cmath>

namespace sightglass
{

void DecoderTrial::goOnAt(std::int64_t first)
{
    m_first = first;
    m_software.clear();
    m_hardware.clear();
}

DecoderTrial::Verdict DecoderTrial::addSoftware(const AVFrame &picture)
{
    if (picture.pts != AV_NOPTS_VALUE && picture.pts < m_first)
        return Verdict::Open;
    m_software.emplace_back(av_frame_clone(&picture));
    return compare();
}

DecoderTrial::Verdict DecoderTrial::addHardware(const AVFrame &picture)
{
    if (picture.pts != AV_NOPTS_VALUE && picture.pts < m_first)
        return Verdict::Open;
    m_hardware.emplace_back(av_frame_clone(&picture));
    return compare();
}

DecoderTrial::Verdict DecoderTrial::compare()
{
    while (!m_software.empty() && !m_hardware.empty() && m_alike < needed) {
        if (!m_software.front() || !m_hardware.front() || !isAlike(*m_software.front(), *m_hardware.front()))
            return Verdict::Different;
        m_software.pop_front();
        m_hardware.pop_front();
        ++m_alike;
    }
    if (m_software.size() > m_mostLate)
        return Verdict::Different;
    return m_alike == needed ? Verdict::Same : Verdict::Open;
}

bool DecoderTrial::isAlike(const AVFrame &software, const AVFrame &hardware)
{
    if (software.pts == AV_NOPTS_VALUE || software.pts != hardware.pts ||
        software.best_effort_timestamp != hardware.best_effort_timestamp || software.width != hardware.width ||
        software.height != hardware.height)
        return false;
    const cv::Mat expected = PictureConverter({1, 1}, {}).convert(software);
    const cv::Mat actual = PictureConverter({1, 1}, {}).convert(hardware);
    if (expected.empty() || expected.size() != actual.size())
        return false;
    const double squares = cv::norm(expected, actual, cv::NORM_L2SQR);
    const double mean = squares / static_cast<double>(expected.total() * static_cast<std::size_t>(expected.channels()));
    return mean <= 255.0 * 255.0 / std::pow(10.0, leastPsnr / 10.0);
}

} // namespace sightglass
