// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/detector.h"
#include "core/inference/modelmetadata.h"
#include "core/inference/network.h"

#include <optional>
#include <span>
#include <vector>

namespace sightglass
{

/// What a decoder has to know beside the outputs.
struct DecodeSettings
{
    QSize inputSize;              ///< Of the network, pixels.
    float floor = candidateFloor; ///< Lower scores are left out.
    OutputLayout layout = {};     ///< As the Reading told.
};

/// What is known when a family is to be found: the file's own words and the outputs of one run.
struct Evidence
{
    const NetworkInfo &network;
    const ModelMetadata &metadata;
    QSize inputSize;                 ///< Of the run.
    std::span<const Tensor> outputs; ///< Of the run, for one picture.
};

/// That a family fits, and why.
struct Reading
{
    QString reason;    ///< A sentence for people.
    bool sure = false; ///< Metadata or structure say so, not shapes alone: it stands before those that are not.
    QStringList names; ///< Class names that follow from the structure; empty: none do.
    OutputLayout layout = {};
    std::shared_ptr<const KeypointLayout> keypoints = nullptr; ///< That follows from the structure.
    std::optional<ModelTask> task = std::nullopt;              ///< Where the family has more than one.
    std::optional<InputFit> fit = std::nullopt;                ///< In place of the family's; so is input.
    std::optional<InputValues> input = std::nullopt;
    QString note = {}; ///< What had to be assumed, as nothing tells; empty: nothing.
    int classes = 0;   ///< How many the outputs have; 0: they do not tell.
};

/// One way to read outputs: everything the rest of the program knows of a family. Later families are one file each and
/// a line in families().
struct Family
{
    ModelFamily family = ModelFamily::Unknown;
    ModelTask task = ModelTask::Detect;
    const char *layout = ""; ///< For people: what its outputs look like.
    bool suppresses = false; ///< The model applies NMS itself.
    InputFit fit = InputFit::Letterbox;
    QSize usualSize = {}; ///< Of the input, where nothing tells and the network takes it too; empty: none.
    InputValues input;
    float confidence = 0.25f; ///< The threshold its makers use.
    int firstClass = 0;       ///< 1: class 0 is the background.
    std::optional<Reading> (*recognise)(const Evidence &) = nullptr;
    /// The candidates of one picture in pixels of the network's input (shapes too), in any order. Pure. Outputs that
    /// are not what recognise() accepts are an Error.
    Result<std::vector<Candidate>> (*decode)(std::span<const Tensor> outputs, const DecodeSettings &) = nullptr;
};

/// All families that outputs can be read as.
std::span<const Family> families();
/// Null for those without a network.
const Family *findFamily(ModelFamily family);

/// Those that fit, the surest first.
std::vector<std::pair<const Family *, Reading>> readings(const Evidence &evidence);

/// For decoders: an Error that tells what came and what was expected.
Error unexpectedOutputs(std::span<const Tensor> outputs, ModelFamily family);

/// For recognition: COCO's names where a model tells of 80 classes and nothing else, and no names else.
QStringList assumedNames(int classes);

/// For recognition: how many cells the grids of these strides have on an input of this size.
int gridCells(QSize inputSize, std::span<const int> strides);

/// For recognition: whether `cells` is `perCell` boxes on each cell of grids as YOLO networks have them (strides 8 to
/// 32, 4 to 32, or 8 to 64).
bool isYoloGrid(int cells, QSize inputSize, int perCell);

/// The class id that a network gave as a number; -1 where it is none.
int classIdOf(float value);

/// For recognition: whether a number can be a score, 0 to 1 give or take what rounding costs in 8 or 16 bits.
bool isScore(float value);

/// The one output with this rank and first dimension 1; null where there is none or more than one.
const Tensor *onlyOutput(std::span<const Tensor> outputs, int rank);

} // namespace sightglass
