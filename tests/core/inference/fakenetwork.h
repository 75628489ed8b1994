// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/network.h"
#include "core/values/frame.h"

#include <opencv2/core.hpp>

#include <QSize>

#include <algorithm>
#include <memory>
#include <new>

namespace sightglass::test
{

namespace fakenetworkdetail
{

inline Clock::time_point time;

} // namespace fakenetworkdetail

/// What is wrong with a network when it is given several pictures.
enum class Fault
{
    None,
    SwapsRows,
    FirstRowOnly,   ///< One row for all pictures.
    JoinsRows,      ///< [1, 6, cells * B].
    ForgetsOutput,  ///< One output less.
    Rounds,         ///< Values are off by a hundredth.
    Mixes,          ///< The last picture's row is the mean of two.
    Fails,          ///< An Error.
    Throws,         ///< As when there is no memory.
    FailsForGood,   ///< And fails for one picture from then on.
    ForgetsForGood, ///< Works for several, and gives other values for one from then on.
    SeesNothing,    ///< Gives the same for all pictures.
};

struct FakeState
{
    Fault fault = Fault::None;
    std::vector<int> runs; ///< How many pictures each had.
    bool broken = false;
};

/// The time that fake networks' runs have taken: a TimeTeller.
inline Clock::time_point fakeTime()
{
    return fakenetworkdetail::time;
}

/// Answers as YOLOv8 with two classes does, boxes and scores taken from pixels here and there.
class FakeNetwork : public Network
{
public:
    explicit FakeNetwork(std::shared_ptr<FakeState> state, NetworkInfo info = {},
                         std::chrono::milliseconds forAPicture = {})
        : m_state(std::move(state))
        , m_info(std::move(info))
        , m_forAPicture(forAPicture)
    {}

    const NetworkInfo &info() const override { return m_info; }
    Result<void> prepare(std::span<const Tensor>) override { return {}; }
    Result<std::unique_ptr<Network>> duplicate(int) const override
    {
        return std::unique_ptr<Network>(std::make_unique<FakeNetwork>(m_state, m_info, m_forAPicture));
    }

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) override
    {
        const int batch = inputs[0].dim(0);
        m_state->runs.push_back(batch);
        fakenetworkdetail::time += forARun + batch * m_forAPicture;
        if (batch > 1 && m_state->fault == Fault::Throws)
            throw std::bad_alloc();
        const bool fails = m_state->fault == Fault::Fails || m_state->fault == Fault::FailsForGood;
        m_state->broken |= batch > 1 && m_state->fault >= Fault::FailsForGood;
        if ((batch > 1 && fails) || (m_state->broken && m_state->fault == Fault::FailsForGood))
            return Error{QStringLiteral("No."), {}, {}};
        std::vector<float> values;
        for (int row = 0; row < batch; ++row)
            appendRow(inputs[0], row, values);
        if (m_state->broken && m_state->fault == Fault::ForgetsForGood && batch == 1)
            values[0] += 1.f;
        return spoilt(std::move(values), batch);
    }

    static constexpr std::chrono::milliseconds forARun{10};
    static constexpr int rows = 6;
    static constexpr int cells = 84;

private:
    void appendRow(const Tensor &input, int row, std::vector<float> &values) const
    {
        const std::size_t plane = input.count() / static_cast<std::size_t>(input.dim(0) * input.dim(1));
        const float *pixels = input.data.get() + static_cast<std::size_t>(row * input.dim(1)) * plane;
        for (std::size_t i = 0; i < rows * cells; ++i) {
            const float pixel = m_state->fault == Fault::SeesNothing ? 0.5f : pixels[i * 47 % plane];
            const bool isBox = i < 4 * cells;
            values.push_back(isBox ? 10.f + 40.f * pixel : pixel * pixel);
        }
    }

    Result<std::vector<Tensor>> spoilt(std::vector<float> values, int batch) const
    {
        const auto size = static_cast<std::ptrdiff_t>(values.size()) / batch;
        std::vector<int> shape{batch, rows, cells};
        std::vector<Tensor> outputs;
        if (batch > 1) {
            const auto last = values.end() - size;
            if (m_state->fault == Fault::SwapsRows)
                std::swap_ranges(values.begin(), values.begin() + size, last);
            if (m_state->fault == Fault::Rounds)
                values.back() += 0.01f;
            if (m_state->fault == Fault::Mixes)
                std::transform(last, values.end(), values.begin(), last, [](float a, float b) { return (a + b) / 2; });
            if (m_state->fault == Fault::FirstRowOnly) {
                shape = {1, rows, cells};
                values.resize(static_cast<std::size_t>(size));
            }
            if (m_state->fault == Fault::JoinsRows)
                shape = {1, rows, cells * batch};
            if (m_state->fault == Fault::ForgetsOutput)
                return outputs;
        }
        outputs.push_back(makeTensor("output0", shape, std::move(values)));
        return outputs;
    }

    std::shared_ptr<FakeState> m_state;
    NetworkInfo m_info;
    std::chrono::milliseconds m_forAPicture;
};

/// The input size that fake networks are used with here; they take any.
inline constexpr QSize fakeInputSize(64, 64);

/// A picture of noise, another for each seed.
inline cv::Mat noise(int width, int height, unsigned seed)
{
    cv::Mat picture(height, width, CV_8UC3);
    cv::RNG(seed).fill(picture, cv::RNG::UNIFORM, 0, 256);
    return picture;
}

} // namespace sightglass::test
