// SPDX-License-Identifier: Apache-2.0
#include "tests/core/inference/torchfixtures.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/resolver.h>
#include <torch/csrc/jit/frontend/sugared_value.h>
#include <torch/script.h>

namespace sightglass::test
{

namespace
{

// One row x1 y1 x2 y2 for each of red, green and blue; a box of no size where the colour is not there. x is [3, H, W],
// RGB, 0 to 1. The border of a letterbox is grey and so no colour.
constexpr auto findColours = R"(
def find_colours(self, x: Tensor) -> Tensor:
    boxes: List[Tensor] = []
    for c in range(3):
        others = x[(c + 1) % 3] + x[(c + 2) % 3]
        mask = (x[c] > 0.9) & (others < 0.2)
        ys = torch.nonzero(mask.any(1)).float()
        xs = torch.nonzero(mask.any(0)).float()
        if ys.numel() == 0:
            boxes.append(torch.zeros(4))
        else:
            boxes.append(torch.stack([xs.min(), ys.min(), xs.max() + 1.0, ys.max() + 1.0]))
    return torch.stack(boxes)
)";

constexpr auto centres = R"(
def centres(self, x: Tensor) -> Tensor:
    b = self.find_colours(x)
    return torch.cat([(b[:, :2] + b[:, 2:]) * 0.5, b[:, 2:] - b[:, :2]], 1)
)";

int cellsOf(int width, int height)
{
    return (width / 8) * (height / 8) + (width / 16) * (height / 16) + (width / 32) * (height / 32);
}

void save(const torch::jit::Module &module, const QString &path, const QByteArray &metadata = {})
{
    torch::jit::ExtraFilesMap extra;
    if (!metadata.isEmpty())
        extra["config.txt"] = metadata.toStdString();
    module.save(path.toStdString(), extra);
}

torch::jit::Module coloursModule(const char *name)
{
    torch::jit::Module module(name);
    module.register_attribute("training", c10::BoolType::get(), false);
    module.define(findColours);
    module.define(centres);
    return module;
}

std::string withNumbers(QString source, int width, int height, int rows)
{
    return source.replace(QLatin1String("HEIGHT"), QString::number(height))
        .replace(QLatin1String("WIDTH"), QString::number(width))
        .replace(QLatin1String("ROWS"), QString::number(rows))
        .toStdString();
}

// Makes "shop" in a program's text the name of our own operators.
struct ShopResolver : torch::jit::NativeResolver
{
    std::shared_ptr<torch::jit::SugaredValue> resolveValue(const std::string &name, torch::jit::GraphFunction &function,
                                                           const torch::jit::SourceRange &place) override
    {
        if (name == "shop")
            return std::make_shared<torch::jit::BuiltinModule>("sightglass_test");
        return torch::jit::NativeResolver::resolveValue(name, function, place);
    }
};

} // namespace

void writeYoloV8(const QString &path, int width, int height, const QByteArray &metadata)
{
    torch::jit::Module module = coloursModule("Detect");
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tensor:
    assert x.size(1) == 3 and x.size(2) == HEIGHT and x.size(3) == WIDTH, "wrong input size"
    y = torch.zeros([1, 7, ROWS])
    y[0, :4, 5:8] = self.centres(x[0]).t()
    y[0, 4, 5] = 0.9
    y[0, 5, 6] = 0.8
    y[0, 6, 7] = 0.7
    return y
)"),
                              width, height, cellsOf(width, height)));
    save(module, path, metadata);
}

void writeFloat32Only(const QString &path, int width, int height, const QByteArray &metadata)
{
    constexpr int depth = 20;
    torch::jit::Module module = coloursModule("Detect");
    module.define(
        "def step0(self, x: Tensor) -> Tensor:\n    return torch.matmul(x[0, 0], torch.ones([x.size(3), 1]))\n");
    for (int i = 1; i <= depth; ++i)
        module.define(QStringLiteral("def step%1(self, x: Tensor) -> Tensor:\n    return self.step%2(x) * 1.0\n")
                          .arg(i)
                          .arg(i - 1)
                          .toStdString());
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tensor:
    assert x.size(1) == 3 and x.size(2) == HEIGHT and x.size(3) == WIDTH, "wrong input size"
    y = torch.zeros([1, 7, ROWS])
    y[0, :4, 5:8] = self.centres(x[0]).t() + 0.0 * self.step20(x).sum()
    y[0, 4, 5] = 0.9
    return y
)"),
                              width, height, cellsOf(width, height)));
    save(module, path, metadata);
}

void writeYoloSegment(const QString &path, int width, int height, const QByteArray &metadata)
{
    torch::jit::Module module = coloursModule("Segment");
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
    y = torch.zeros([1, 9, ROWS])
    y[0, :4, 5:8] = self.centres(x[0]).t()
    y[0, 4, 5] = 0.9
    y[0, 7, 5] = 1.0
    y[0, 8, 5] = -1.0
    p = torch.zeros([1, 2, HEIGHT // 4, WIDTH // 4])
    p[0, 0, :, :WIDTH // 8] = 1.0
    p[0, 1, :, WIDTH // 8:] = 1.0
    return y, p
)"),
                              width, height, cellsOf(width, height)));
    save(module, path, metadata);
}

void writeYoloPose(const QString &path, int width, int height, const QByteArray &metadata)
{
    torch::jit::Module module = coloursModule("Pose");
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tensor:
    y = torch.zeros([1, 11, ROWS])
    y[0, :4, 5:8] = self.centres(x[0]).t()
    y[0, 4, 5] = 0.9
    b = self.find_colours(x[0])[0]
    y[0, 5, 5] = b[0]
    y[0, 6, 5] = b[1]
    y[0, 7, 5] = 0.75
    y[0, 8, 5] = b[2]
    y[0, 9, 5] = b[3]
    y[0, 10, 5] = 0.25
    return y
)"),
                              width, height, cellsOf(width, height)));
    save(module, path, metadata);
}

void writeYoloOriented(const QString &path, int width, int height, const QByteArray &metadata)
{
    torch::jit::Module module = coloursModule("OBB");
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tensor:
    y = torch.zeros([1, 8, ROWS])
    y[0, :4, 5:8] = self.centres(x[0]).t()
    y[0, 4, 5] = 0.9
    y[0, 7, 5] = 0.5
    return y
)"),
                              width, height, cellsOf(width, height)));
    save(module, path, metadata);
}

// Blue comes first, so that the third of the colours found is red: BGR, 0 to 255.
constexpr auto findRed = R"(
def find_red(self, image: Tensor) -> Tensor:
    return self.find_colours(image / 255.0)[2:3]
)";

void writeDetectron2Traced(const QString &path)
{
    // Known by its name, as Detectron2's exporter leaves it.
    torch::jit::Module module = coloursModule("__torch__.detectron2.export.flatten.TracingAdapter");
    module.define(findRed);
    module.define(R"(
def forward(self, image: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    boxes = self.find_red(image)
    size = torch.tensor([image.size(1), image.size(2)])
    masks = torch.zeros([1, 1, 2, 2])
    masks[0, 0, 0, 0] = 0.9
    return boxes, torch.tensor([7]), masks, torch.tensor([0.9]), size
)");
    save(module, path);
}

void writeDetectron2Scripted(const QString &path)
{
    torch::jit::Module module = coloursModule("ScriptableAdapter");
    module.define(findRed);
    module.define(R"(
def forward(self, inputs: Tuple[Dict[str, Tensor]]) -> List[Dict[str, Tensor]]:
    boxes = self.find_red(inputs[0]["image"])
    return [{"pred_boxes": boxes, "pred_classes": torch.tensor([7]), "scores": torch.tensor([0.9])}]
)");
    save(module, path);
}

void writeClassifier(const QString &path, const QByteArray &metadata)
{
    torch::jit::Module module("Classifier");
    module.register_attribute("training", c10::BoolType::get(), false);
    module.define(R"(
def forward(self, x: Tensor) -> Tensor:
    assert x.size(2) == 64 and x.size(3) == 64, "wrong input size"
    return 10.0 * x.mean([2, 3])
)");
    save(module, path, metadata);
}

void writeYoloV5(const QString &path, int width, int height, const QByteArray &metadata)
{
    torch::jit::Module module = coloursModule("Detect");
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tuple[Tensor, List[Tensor]]:
    assert x.size(1) == 3 and x.size(2) == HEIGHT and x.size(3) == WIDTH, "wrong input size"
    y = torch.zeros([1, ROWS, 8])
    y[0, 5:8, :4] = self.centres(x[0])
    y[0, 5:8, 4] = torch.tensor([0.9, 1.0, 1.0])
    y[0, 5, 5] = 1.0
    y[0, 6, 6] = 0.8
    y[0, 7, 7] = 0.7
    return y, [torch.zeros([1, 3, HEIGHT // 8, WIDTH // 8, 8])]
)"),
                              width, height, 3 * cellsOf(width, height)));
    save(module, path, metadata);
}

void writeTorchvision(const QString &path)
{
    torch::jit::Module module = coloursModule("Detector");
    module.define(R"(
def forward(self, images: List[Tensor]) -> Tuple[Dict[str, Tensor], List[Dict[str, Tensor]]]:
    losses: Dict[str, Tensor] = {}
    found: List[Dict[str, Tensor]] = []
    for image in images:
        found.append({"boxes": self.find_colours(image), "labels": torch.tensor([1, 2, 3]), "scores": torch.tensor([0.9, 0.8, 0.7])})
    return losses, found
)");
    save(module, path);
}

void writeUnknownOperator(const QString &path, bool another)
{
    // A program can be compiled only while its operators exist, so one is lent for the time of writing.
    torch::Library library(torch::Library::FRAGMENT, "sightglass_test", c10::nullopt, __FILE__, __LINE__);
    library.def("lent(Tensor x) -> Tensor", [](const at::Tensor &x) { return x; });
    library.def("borrowed(Tensor x) -> Tensor", [](const at::Tensor &x) { return x; });
    torch::jit::Module module("Detect");
    module.register_attribute("training", c10::BoolType::get(), false);
    const std::string argument = another ? "shop.borrowed(x)" : "x";
    module.define("def forward(self, x: Tensor) -> Tensor:\n    return shop.lent(" + argument + ")\n",
                  std::make_shared<ShopResolver>());
    save(module, path);
}

void writeHalfPrecision(const QString &path, int width, int height, const QByteArray &metadata)
{
    torch::jit::Module module = coloursModule("Detect");
    module.register_parameter("weight", torch::ones({1, 3, 1, 1}, torch::kHalf), false);
    module.define(withNumbers(QStringLiteral(R"(
def forward(self, x: Tensor) -> Tensor:
    assert x.size(2) == HEIGHT and x.size(3) == WIDTH, "wrong input size"
    y = torch.zeros([1, 7, ROWS])
    y[0, :4, 5:8] = self.centres(x[0]).t() + 0.0 * torch.conv2d(x, self.weight).mean()
    y[0, 4, 5] = 0.9
    return y
)"),
                              width, height, cellsOf(width, height)));
    save(module, path, metadata);
}

void writeTracedOnGpu(const QString &path)
{
    torch::jit::Module module("Traced");
    module.register_attribute("training", c10::BoolType::get(), false);
    module.define("def forward(self, x: Tensor) -> Tensor:\n"
                  "    return x + torch.zeros([1], device=torch.device(\"cuda:1\"))\n");
    save(module, path);
}

void writeTextModel(const QString &path)
{
    torch::jit::Module module("Words");
    module.register_attribute("training", c10::BoolType::get(), false);
    module.register_parameter("weight", torch::ones({10, 4}), false);
    module.define("def forward(self, x: Tensor) -> Tensor:\n    return torch.embedding(self.weight, x)\n");
    save(module, path);
}

void writeUnknownLayout(const QString &path)
{
    torch::jit::Module module("Unknown");
    module.register_attribute("training", c10::BoolType::get(), false);
    module.define("def forward(self, x: Tensor) -> Tensor:\n    return torch.zeros([1, 2, 3, 4, 5]) + x.mean()\n");
    save(module, path);
}

} // namespace sightglass::test
